using System.Collections.Generic;
using Clamber.Core;
using Clamber.Runtime;
using UnityEditor;
using UnityEngine;

namespace Clamber.Editor
{
    /// <summary>
    /// The inspector of a course: its lane, its segments as cards, presets, what is wrong with it or too much for a
    /// creature in plain words, and the course itself, at any seed and difficulty, drawn anew with every change.
    /// </summary>
    [CustomEditor(typeof(CourseAsset))]
    public sealed class CourseAssetEditor : UnityEditor.Editor
    {
        const float k_TopHeight = 64f;
        const float k_SideHeight = 96f;

        static readonly string[] s_LaneFields =
        {
            "m_Description", "m_Length", "m_Width", "m_StartLength", "m_Spacing", "m_Arrangement",
            "m_DifficultyAtStart",
        };

        readonly SegmentCards m_Cards = new SegmentCards();
        CourseLibrary m_Library;
        CourseAsset m_Preset;
        BodyAsset m_Creature;
        int m_Seed;
        float m_Difficulty = 0.5f;
        bool m_InScene;
        ScenePreview m_Scene;
        Texture2D m_Top;
        Texture2D m_Side;
        string m_Summary = "";
        List<string> m_Advice = new List<string>();
        bool m_Changed = true;

        /// <summary>What is wrong with the course in one line, or null.</summary>
        public string Problem { get; private set; }

        /// <inheritdoc/>
        public override void OnInspectorGUI()
        {
            // Only before the layout: between layout and drawing nothing may come or go.
            if (m_Changed && Event.current.type == EventType.Layout)
            {
                Refresh();
                m_Changed = false;
            }
            serializedObject.Update();
            EditorGUI.BeginChangeCheck();
            DrawPresets();
            foreach (string field in s_LaneFields)
            {
                EditorGUILayout.PropertyField(serializedObject.FindProperty(field));
            }
            EditorGUILayout.LabelField("Segments", EditorStyles.boldLabel);
            bool shares = serializedObject.FindProperty("m_Arrangement").intValue != (int)Arrangement.Sequence;
            m_Cards.Draw(serializedObject.FindProperty(CourseEdits.Segments), shares, m_Library);
            DrawPreviewSettings();
            bool entered = EditorGUI.EndChangeCheck();
            // Applying is what Unity's undo records.
            if (serializedObject.ApplyModifiedProperties() || entered)
            {
                Change();
            }
            DrawPreview();
        }

        void OnEnable()
        {
            // When scripts were compiled anew or Play was pressed, Unity restores what this field was: false.
            m_Changed = true;
            m_Library = new CourseLibrary();
            Undo.undoRedoPerformed += Change;
        }

        void OnDisable()
        {
            Undo.undoRedoPerformed -= Change;
            Drop(ref m_Top);
            Drop(ref m_Side);
            LeaveScene();
        }

        void Change()
        {
            m_Changed = true;
            Repaint();
        }

        void DrawPresets()
        {
            EditorGUILayout.BeginHorizontal();
            string[] names = m_Library.CourseNames;
            m_Preset = m_Library.Course(EditorGUILayout.Popup("Preset", m_Library.PlaceOf(m_Preset), names));
            if (GUILayout.Button(new GUIContent(
                "Use", "Makes this course like that one; its description stays. Can be undone.")))
            {
                if (m_Preset != null)
                {
                    CourseEdits.Take(serializedObject, m_Preset.ToSpec());
                }
            }
            EditorGUILayout.EndHorizontal();
        }

        void DrawPreviewSettings()
        {
            EditorGUILayout.LabelField("Preview", EditorStyles.boldLabel);
            string[] names = m_Library.CreatureNames;
            BodyAsset creature = m_Library.Creature(
                EditorGUILayout.Popup("Creature", m_Library.PlaceOf(m_Creature), names));
            if (!ReferenceEquals(creature, m_Creature))
            {
                // By hand, or because its file was deleted.
                m_Creature = creature;
                Change();
            }
            m_Seed = Mathf.Max(0, EditorGUILayout.IntField("Seed", m_Seed));
            m_Difficulty = EditorGUILayout.Slider("Difficulty", m_Difficulty, 0f, 1f);
            m_InScene = EditorGUILayout.Toggle("Show in the scene", m_InScene);
        }

        void DrawPreview()
        {
            if (Problem != null)
            {
                EditorGUILayout.HelpBox(Problem, MessageType.Error);
                return;
            }
            foreach (string told in m_Advice)
            {
                EditorGUILayout.HelpBox(told, MessageType.Warning);
            }
            EditorGUILayout.LabelField(m_Summary);
            Draw(EditorGUILayout.GetControlRect(false, k_TopHeight), m_Top);
            Draw(EditorGUILayout.GetControlRect(false, k_SideHeight), m_Side);
        }

        static void Draw(Rect place, Texture2D picture)
        {
            if (picture != null)
            {
                GUI.DrawTexture(place, picture, ScaleMode.StretchToFill);
            }
        }

        void Refresh()
        {
            CourseSpec spec = ((CourseAsset)target).ToSpec();
            Problem = LaneCheck.FirstProblem(spec) ?? CourseCheck.FirstProblem(spec);
            if (Problem != null)
            {
                LeaveScene();
                return;
            }
            BodyReach reach = m_Creature == null || BodyCheck.FirstProblem(m_Creature.ToSpec()) != null
                ? null : new BodyReach(m_Creature.ToSpec());
            m_Advice = CourseAdvice.For(spec, reach, m_Creature == null ? "" : m_Creature.name);
            Course course = new CourseGenerator(spec).Generate(
                (ulong)m_Seed, m_Difficulty, reach == null ? 1.0 : reach.LegLength,
                reach == null ? CourseGenerator.TypicalStandingHeight : reach.TopHeight);
            CoursePicture picture = new CoursePicture(course);
            Show(ref m_Top, picture.Top, picture.Columns, picture.Rows);
            Show(ref m_Side, picture.Side, picture.Columns, CoursePicture.SideRows);
            m_Summary = course.Segments.Length + " segments, " + course.Boxes.Length + " boxes, "
                + course.Spheres.Length + " boulders, " + course.HeightFields.Length + " height fields";
            ShowInScene(course);
        }

        void ShowInScene(Course course)
        {
            // In a running game it would be in the cameras' pictures.
            if (!m_InScene || Application.isPlaying)
            {
                LeaveScene();
                return;
            }
            if (m_Scene == null)
            {
                m_Scene = new ScenePreview("Course preview", "Course");
            }
            MeshDraft draft = new MeshDraft();
            draft.AddCourse(course);
            m_Scene.Show(draft);
        }

        void LeaveScene()
        {
            if (m_Scene != null)
            {
                m_Scene.Dispose();
                m_Scene = null;
            }
        }

        static void Show(ref Texture2D texture, Color32[] pixels, int width, int height)
        {
            if (texture != null && (texture.width != width || texture.height != height))
            {
                Drop(ref texture);
            }
            if (texture == null)
            {
                texture = new Texture2D(width, height, TextureFormat.RGBA32, false);
                texture.filterMode = FilterMode.Point;
                texture.hideFlags = HideFlags.HideAndDontSave;
            }
            texture.SetPixels32(pixels);
            texture.Apply();
        }

        static void Drop(ref Texture2D texture)
        {
            if (texture != null)
            {
                DestroyImmediate(texture);
                texture = null;
            }
        }
    }
}
