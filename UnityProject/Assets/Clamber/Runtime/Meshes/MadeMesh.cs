using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>
    /// Shows a mesh that code made, and frees it with its object, which Unity does only with what it loaded.
    /// </summary>
    [RequireComponent(typeof(MeshFilter))]
    [RequireComponent(typeof(MeshRenderer))]
    [DisallowMultipleComponent]
    public sealed class MadeMesh : MonoBehaviour
    {
        Mesh m_Mesh;

        /// <summary>Shows this in place of what it showed.</summary>
        public void Show(MeshDraft draft)
        {
            if (m_Mesh == null)
            {
                m_Mesh = new Mesh { name = name };
                GetComponent<MeshFilter>().sharedMesh = m_Mesh;
            }
            draft.Fill(m_Mesh);
        }

        void OnDestroy()
        {
            Destroy(m_Mesh);
        }
    }
}
