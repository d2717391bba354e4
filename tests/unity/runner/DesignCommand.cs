using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using Clamber.Editor;
using Clamber.Runtime;
using UnityEditor;
using UnityEngine;

namespace Clamber.Runner
{
    /// <summary>
    /// A person at the inspector of a course, a body or a task, one thing per line: "open|Courses/Hurdles",
    /// "enter|Seed|4", "press|Remove[2]", "draw", "undo", "play", "close", "save". After "told" it prints what the
    /// inspector writes, after "pictures", "bars" and "scene" what it draws.
    /// </summary>
    public sealed class DesignCommand
    {
        readonly AssetLoader m_Assets;
        readonly string m_Content;
        readonly TextWriter m_Output;
        UnityEditor.Editor m_Inspector;
        string m_Path;

        /// <summary>Fills the project with the assets of a content folder.</summary>
        public DesignCommand(AssetLoader assets, string content, TextWriter output)
        {
            m_Assets = assets;
            m_Content = content;
            m_Output = output;
            ProjectAssets.Fill(assets, content);
            SerializedProperty.AllExpanded = true;
        }

        /// <summary>Runs the command.</summary>
        public void Run(TextReader input)
        {
            string line;
            while ((line = input.ReadLine()) != null)
            {
                Do(line.Split('|'));
            }
        }

        void Do(string[] words)
        {
            switch (words[0])
            {
                case "open":
                    Open(words[1]);
                    break;
                case "enter":
                    EditorGUILayout.Entered[words[1]] = float.Parse(words[2], CultureInfo.InvariantCulture);
                    break;
                case "press":
                    GUILayout.Pressed.Add(words[1]);
                    break;
                case "draw":
                    Draw();
                    break;
                case "undo":
                    Undo.PerformUndo();
                    Draw();
                    break;
                case "play":
                    Application.UsePlayMode(true);
                    break;
                case "close":
                    m_Inspector.Close();
                    break;
                case "save":
                    AssetWriter.Save((ScriptableObject)m_Inspector.target, m_Path);
                    break;
                default:
                    Tell(words[0]);
                    break;
            }
        }

        void Open(string name)
        {
            m_Path = Path.Combine(m_Content, name + ".asset");
            if (name.StartsWith("Bodies"))
            {
                m_Inspector = new BodyAssetEditor();
                m_Inspector.Open(m_Assets.Load<BodyAsset>(name + ".asset"));
            }
            else if (name.StartsWith("Tasks"))
            {
                m_Inspector = new TaskAssetEditor();
                m_Inspector.Open(
                    name == "Tasks/new" ? NewTask() : m_Assets.Load<TaskAsset>(name + ".asset"));
            }
            else
            {
                m_Inspector = new CourseAssetEditor();
                m_Inspector.Open(name == "new" ? new CourseAsset() : m_Assets.Load<CourseAsset>(name + ".asset"));
            }
            Draw();
        }

        // As of the menu, with the body and the course of the Quadruped chosen.
        TaskAsset NewTask()
        {
            TaskAsset made = new TaskAsset { name = "new" };
            TaskAsset known = m_Assets.Load<TaskAsset>("Tasks/Quadruped.asset");
            foreach (string field in new[] { "m_Body", "m_Course" })
            {
                FieldInfo info = typeof(TaskAsset).GetField(field, BindingFlags.Instance | BindingFlags.NonPublic);
                info.SetValue(made, info.GetValue(known));
            }
            return made;
        }

        // What was entered and pressed is taken once; then the inspector is drawn as it stands.
        void Draw()
        {
            foreach (EventType type in new[] { EventType.MouseUp, EventType.Layout, EventType.Repaint })
            {
                Event.current = new Event { type = type };
                GUILayout.Start();
                EditorGUILayout.Written.Clear();
                EditorGUI.Bars.Clear();
                GUI.Drawn.Clear();
                m_Inspector.OnInspectorGUI();
                EditorGUILayout.Entered.Clear();
                GUILayout.Pressed.Clear();
            }
        }

        void Tell(string what)
        {
            switch (what)
            {
                case "told":
                    m_Output.WriteLine(string.Join("|", EditorGUILayout.Written.ToArray()));
                    break;
                case "bars":
                    m_Output.WriteLine(string.Join(" ", EditorGUI.Bars.Select(
                        bar => bar.width.ToString("R", CultureInfo.InvariantCulture)).ToArray()));
                    break;
                case "pictures":
                    foreach (Texture2D picture in GUI.Drawn.Cast<Texture2D>())
                    {
                        m_Output.WriteLine(picture.width + " " + picture.height + " " + string.Concat(
                            picture.Shown.Select(c => c.r.ToString("x2") + c.g.ToString("x2") + c.b.ToString("x2"))
                                .ToArray()));
                    }
                    break;
                case "scene":
                    TellScene();
                    break;
                default:
                    throw new ArgumentException("no such thing to do: " + what);
            }
        }

        void TellScene()
        {
            GameObject[] shown = EditorUtility.Hidden.Where(item => item != null).ToArray();
            m_Output.WriteLine(string.Join(" ", shown.Select(item =>
                item.name + ": " + item.GetComponent<MeshFilter>().sharedMesh.FilledVertices.Count).ToArray()));
            Handles.Arcs.Clear();
            Handles.Angles.Clear();
            Handles.Labels.Clear();
            SceneView.Draw();
            m_Output.WriteLine(string.Join("|", Handles.Labels.ToArray()));
            for (int index = 0; index < Handles.Arcs.Count; index++)
            {
                m_Output.WriteLine(string.Join(" ", Handles.Arcs[index]
                    .SelectMany(v => new[] { v.x, v.y, v.z }).Concat(new[] { Handles.Angles[index] })
                    .Select(value => value.ToString("R", CultureInfo.InvariantCulture)).ToArray()));
            }
        }
    }
}
