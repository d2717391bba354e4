using System.IO;
using Clamber.Runtime;
using UnityEditor;
using UnityEngine;

namespace Clamber.Runner
{
    /// <summary>The project's asset database, filled from a content folder.</summary>
    public static class ProjectAssets
    {
        /// <summary>Loads all bodies, courses and tasks.</summary>
        public static void Fill(AssetLoader assets, string content)
        {
            Fill<BodyAsset>(assets, Path.Combine(content, "Bodies"));
            Fill<CourseAsset>(assets, Path.Combine(content, "Courses"));
            Fill<TaskAsset>(assets, Path.Combine(content, "Tasks"));
        }

        static void Fill<T>(AssetLoader assets, string folder) where T : ScriptableObject
        {
            foreach (string path in Directory.GetFiles(folder, "*.asset"))
            {
                AssetDatabase.Assets[path] = assets.Load<T>(path);
            }
        }
    }
}
