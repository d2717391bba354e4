using System.IO;
using System.Linq;
using Clamber.Editor;
using Clamber.Runtime;
using UnityEditor;
using UnityEngine;

namespace Clamber.Runner
{
    /// <summary>
    /// Opens the inspector of a course, or of a "new" one: "COURSE|seed|difficulty". Prints what it writes, joined by
    /// bars, and the colours of each picture that it draws, six hexadecimal digits a pixel.
    /// </summary>
    public static class InspectCommand
    {
        /// <summary>Runs the command.</summary>
        public static void Run(AssetLoader assets, TextReader input, TextWriter output)
        {
            string line;
            while ((line = input.ReadLine()) != null)
            {
                string[] parts = line.Split('|');
                EditorGUILayout.Entered["Seed"] = float.Parse(parts[1]);
                EditorGUILayout.Entered["Difficulty"] =
                    float.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture);
                CourseAssetEditor inspector = new CourseAssetEditor();
                inspector.Open(parts[0] == "new"
                    ? new CourseAsset()
                    : assets.Load<CourseAsset>("Courses/" + parts[0] + ".asset"));
                // The person enters seed and difficulty, and the inspector is drawn once more.
                EditorGUI.Changed = true;
                Draw(inspector);
                EditorGUI.Changed = false;
                Draw(inspector);
                output.WriteLine(string.Join("|", EditorGUILayout.Written.ToArray()));
                foreach (Texture drawn in GUI.Drawn)
                {
                    Texture2D picture = (Texture2D)drawn;
                    output.WriteLine(picture.width + " " + picture.height + " " + string.Concat(
                        picture.Shown.Select(c => c.r.ToString("x2") + c.g.ToString("x2") + c.b.ToString("x2"))
                            .ToArray()));
                }
            }
        }

        static void Draw(CourseAssetEditor inspector)
        {
            foreach (EventType type in new[] { EventType.Layout, EventType.Repaint })
            {
                Event.current = new Event { type = type };
                EditorGUILayout.Written.Clear();
                GUI.Drawn.Clear();
                inspector.OnInspectorGUI();
            }
        }
    }
}
