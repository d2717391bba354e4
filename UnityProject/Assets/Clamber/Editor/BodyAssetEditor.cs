using System.Globalization;
using Clamber.Core;
using Clamber.Runtime;
using UnityEditor;
using UnityEngine;

namespace Clamber.Editor
{
    /// <summary>
    /// The inspector of a body: its fields, what is wrong with them in plain words, what it weighs and manages; and in
    /// the scene view the body as it stands, with the limits of every joint.
    /// </summary>
    [CustomEditor(typeof(BodyAsset))]
    public sealed class BodyAssetEditor : UnityEditor.Editor
    {
        static readonly Color s_Sweep = new Color(0.35f, 0.65f, 0.95f, 0.25f);
        static readonly Color s_Edge = new Color(0.35f, 0.65f, 0.95f, 1f);
        static readonly Color s_Neutral = new Color(0.98f, 0.75f, 0.2f, 1f);

        bool m_InScene = true;
        bool m_Names;
        bool m_Changed = true;
        ScenePreview m_Scene;
        JointArc[] m_Arcs = new JointArc[0];
        string m_Summary = "";

        /// <summary>What is wrong with the body in one line, or null.</summary>
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
            m_InScene = EditorGUILayout.Toggle("Show in the scene", m_InScene);
            m_Names = EditorGUILayout.Toggle("Name the joints there", m_Names);
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
        }

        void OnEnable()
        {
            // When scripts were compiled anew or Play was pressed, Unity restores what this field was: false.
            m_Changed = true;
            Undo.undoRedoPerformed += Change;
            SceneView.duringSceneGui += DrawLimits;
        }

        void OnDisable()
        {
            Undo.undoRedoPerformed -= Change;
            SceneView.duringSceneGui -= DrawLimits;
            LeaveScene();
        }

        void Change()
        {
            m_Changed = true;
            Repaint();
        }

        void Refresh()
        {
            BodySpec body = ((BodyAsset)target).ToSpec();
            Problem = BodyCheck.FirstProblem(body) ?? ArticulationBuilder.FirstProblem(body);
            // In a running game it would be in the cameras' pictures.
            bool shown = m_InScene && !Application.isPlaying;
            if (Problem != null || !shown)
            {
                LeaveScene();
            }
            if (Problem != null)
            {
                return;
            }
            BodyReach reach = new BodyReach(body);
            m_Summary = string.Format(
                CultureInfo.InvariantCulture,
                "{0:0.##} kg, {1} axes; expected to jump {2:0.##} m far, clear {3:0.##} m, duck under {4:0.##} m",
                new Measures(body, ControlMode.DriveTarget).Mass, body.Axes.Length, reach.Jump, reach.Clear,
                reach.Crouch);
            if (shown)
            {
                if (m_Scene == null)
                {
                    m_Scene = new ScenePreview("Body preview", "Creature");
                }
                m_Arcs = JointArc.Of(body);
                m_Scene.Show(JointArc.Picture(body));
            }
        }

        void DrawLimits(SceneView scene)
        {
            foreach (JointArc arc in m_Arcs)
            {
                Handles.color = s_Sweep;
                Handles.DrawSolidArc(arc.Center, arc.Normal, arc.From, arc.Angle, arc.Radius);
                Handles.color = s_Edge;
                Handles.DrawWireArc(arc.Center, arc.Normal, arc.From, arc.Angle, arc.Radius);
                Handles.color = s_Neutral;
                Handles.DrawLine(arc.Center, arc.Center + arc.Radius * arc.Neutral);
                if (m_Names)
                {
                    Handles.Label(arc.Center + arc.Radius * arc.Neutral, arc.Label);
                }
            }
        }

        void LeaveScene()
        {
            m_Arcs = new JointArc[0];
            if (m_Scene != null)
            {
                m_Scene.Dispose();
                m_Scene = null;
            }
        }
    }
}
