using System;
using System.Collections.Generic;
using UnityEngine;

namespace UnityEditor
{
    public class SceneView
    {
        public static event Action<SceneView> duringSceneGui;

        /// <summary>For tests: how often the scene was asked to draw anew.</summary>
        public static int Repaints { get; private set; }

        public static void RepaintAll()
        {
            Repaints++;
        }

        /// <summary>For tests: draws the scene.</summary>
        public static void Draw()
        {
            if (duringSceneGui != null)
            {
                duringSceneGui(new SceneView());
            }
        }
    }

    public sealed class Handles
    {
        /// <summary>For tests: the arcs that were drawn, as centre, normal, from; angle; radius.</summary>
        public static readonly List<Vector3[]> Arcs = new List<Vector3[]>();

        /// <summary>For tests: the arcs' angles, degrees.</summary>
        public static readonly List<float> Angles = new List<float>();

        /// <summary>For tests: the lines that were drawn.</summary>
        public static readonly List<Vector3[]> Lines = new List<Vector3[]>();

        /// <summary>For tests: what was written.</summary>
        public static readonly List<string> Labels = new List<string>();

        public static Color color { get; set; }

        public static void DrawSolidArc(Vector3 center, Vector3 normal, Vector3 from, float angle, float radius)
        {
            Arcs.Add(new[] { center, normal, from });
            Angles.Add(angle);
        }

        public static void DrawWireArc(Vector3 center, Vector3 normal, Vector3 from, float angle, float radius)
        {
        }

        public static void DrawLine(Vector3 p1, Vector3 p2)
        {
            Lines.Add(new[] { p1, p2 });
        }

        public static void Label(Vector3 position, string text)
        {
            Labels.Add(text);
        }
    }

    public sealed class EditorUtility
    {
        /// <summary>For tests: the hidden objects.</summary>
        public static readonly List<GameObject> Hidden = new List<GameObject>();

        public static GameObject CreateGameObjectWithHideFlags(string name, HideFlags flags, params Type[] components)
        {
            GameObject made = new GameObject(name);
            foreach (Type component in components)
            {
                made.AddComponent(component);
            }
            Hidden.Add(made);
            return made;
        }
    }

    public sealed class AssetDatabase
    {
        /// <summary>For tests: the assets of the project, by path; an asset's GUID is its path.</summary>
        public static readonly SortedDictionary<string, UnityEngine.Object> Assets =
            new SortedDictionary<string, UnityEngine.Object>(StringComparer.Ordinal);

        public static string[] FindAssets(string filter)
        {
            string type = filter.Substring("t:".Length);
            List<string> found = new List<string>();
            foreach (KeyValuePair<string, UnityEngine.Object> asset in Assets)
            {
                if (asset.Value.GetType().Name == type)
                {
                    found.Add(asset.Key);
                }
            }
            return found.ToArray();
        }

        public static string GUIDToAssetPath(string guid)
        {
            return guid;
        }

        public static T LoadAssetAtPath<T>(string assetPath) where T : UnityEngine.Object
        {
            UnityEngine.Object found;
            return Assets.TryGetValue(assetPath, out found) ? found as T : null;
        }
    }
}
