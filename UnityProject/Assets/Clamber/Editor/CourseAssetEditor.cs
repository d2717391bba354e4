using Clamber.Core;
using Clamber.Runtime;
using UnityEditor;
using UnityEngine;

namespace Clamber.Editor
{
    /// <summary>
    /// The inspector of a course: its fields, what is wrong with them in plain words, and the course itself, at any
    /// seed and difficulty, drawn anew with every change.
    /// </summary>
    [CustomEditor(typeof(CourseAsset))]
    public sealed class CourseAssetEditor : UnityEditor.Editor
    {
        const float k_TopHeight = 64f;
        const float k_SideHeight = 96f;

        int m_Seed;
        float m_Difficulty = 0.5f;
        Texture2D m_Top;
        Texture2D m_Side;
        string m_Summary = "";
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
            EditorGUI.BeginChangeCheck();
            DrawDefaultInspector();
            EditorGUILayout.LabelField("Preview");
            m_Seed = Mathf.Max(0, EditorGUILayout.IntField("Seed", m_Seed));
            m_Difficulty = EditorGUILayout.Slider("Difficulty", m_Difficulty, 0f, 1f);
            if (EditorGUI.EndChangeCheck())
            {
                Change();
            }
            if (Problem != null)
            {
                EditorGUILayout.HelpBox(Problem, MessageType.Error);
                return;
            }
            EditorGUILayout.LabelField(m_Summary);
            float width = EditorGUIUtility.currentViewWidth;
            Draw(GUILayoutUtility.GetRect(width, k_TopHeight), m_Top);
            Draw(GUILayoutUtility.GetRect(width, k_SideHeight), m_Side);
        }

        void OnEnable()
        {
            Undo.undoRedoPerformed += Change;
        }

        void OnDisable()
        {
            Undo.undoRedoPerformed -= Change;
            Drop(ref m_Top);
            Drop(ref m_Side);
        }

        void Change()
        {
            m_Changed = true;
            Repaint();
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
            Problem = CourseCheck.FirstProblem(spec);
            if (Problem != null)
            {
                return;
            }
            Course course = new CourseGenerator(spec).Generate(
                (ulong)m_Seed, m_Difficulty, 1.0, CourseGenerator.TypicalStandingHeight);
            CoursePicture picture = new CoursePicture(course);
            Show(ref m_Top, picture.Top, picture.Columns, picture.Rows);
            Show(ref m_Side, picture.Side, picture.Columns, CoursePicture.SideRows);
            m_Summary = course.Segments.Length + " segments, " + course.Boxes.Length + " boxes, "
                + course.Spheres.Length + " boulders, " + course.HeightFields.Length + " height fields";
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
