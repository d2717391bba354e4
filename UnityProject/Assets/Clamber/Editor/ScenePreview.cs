using System;
using Clamber.Runtime;
using UnityEditor;
using UnityEngine;

namespace Clamber.Editor
{
    /// <summary>
    /// A mesh in the scene view that is not part of the scene: nobody finds it in the hierarchy, nothing saves it.
    /// </summary>
    public sealed class ScenePreview : IDisposable
    {
        readonly GameObject m_Shown;
        readonly Mesh m_Mesh;

        /// <summary>Puts an empty one at the scene's origin.</summary>
        /// <param name="name">What it shows.</param>
        /// <param name="material">Name of one of the project's materials.</param>
        public ScenePreview(string name, string material)
        {
            m_Shown = EditorUtility.CreateGameObjectWithHideFlags(
                name, HideFlags.HideAndDontSave, typeof(MeshFilter), typeof(MeshRenderer));
            // Without the flags another scene that is opened takes the mesh away from under the inspector.
            m_Mesh = new Mesh { name = name, hideFlags = HideFlags.HideAndDontSave };
            m_Shown.GetComponent<MeshFilter>().sharedMesh = m_Mesh;
            m_Shown.GetComponent<MeshRenderer>().sharedMaterial = AssetDatabase.LoadAssetAtPath<Material>(
                "Assets/Clamber/Materials/" + material + ".mat");
        }

        /// <summary>Shows this in place of what it showed.</summary>
        public void Show(MeshDraft draft)
        {
            draft.Fill(m_Mesh);
            SceneView.RepaintAll();
        }

        /// <summary>Takes it out of the scene.</summary>
        public void Dispose()
        {
            UnityEngine.Object.DestroyImmediate(m_Shown);
            UnityEngine.Object.DestroyImmediate(m_Mesh);
            SceneView.RepaintAll();
        }
    }
}
