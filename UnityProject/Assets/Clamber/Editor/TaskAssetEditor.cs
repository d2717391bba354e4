using Clamber.Core;
using Clamber.Runtime;
using UnityEditor;
using UnityEngine;

namespace Clamber.Editor
{
    /// <summary>
    /// The inspector of a task: its fields, what is wrong with them in plain words, and a button that records what its
    /// body and terrain sense make of the observations.
    /// </summary>
    [CustomEditor(typeof(TaskAsset))]
    public sealed class TaskAssetEditor : UnityEditor.Editor
    {
        /// <summary>What is wrong with the task, its body or its course in one line, or null.</summary>
        public string Problem { get; private set; }

        /// <inheritdoc/>
        public override void OnInspectorGUI()
        {
            // Only before the layout: between layout and drawing nothing may come or go.
            if (Event.current.type == EventType.Layout)
            {
                Problem = ((TaskAsset)target).FirstProblem();
            }
            DrawDefaultInspector();
            using (new EditorGUI.DisabledScope(((TaskAsset)target).Body == null))
            {
                if (GUILayout.Button(new GUIContent(
                    "Record the observations",
                    "Fills Observations with the blocks that body, control, terrain sense and stamina make. Can be "
                    + "undone.")))
                {
                    Record();
                }
            }
            if (Problem != null)
            {
                EditorGUILayout.HelpBox(Problem, MessageType.Error);
            }
        }

        void Record()
        {
            ObservationBlock[] made = TaskCheck.Layout(((TaskAsset)target).ToSpec());
            serializedObject.Update();
            SerializedProperty blocks = serializedObject.FindProperty("m_Observations");
            blocks.arraySize = made.Length;
            for (int index = 0; index < made.Length; index++)
            {
                SerializedProperty block = blocks.GetArrayElementAtIndex(index);
                block.FindPropertyRelative("m_Sensor").intValue = made[index].Sensor;
                block.FindPropertyRelative("m_Name").stringValue = made[index].Name;
                block.FindPropertyRelative("m_Start").intValue = made[index].Start;
                block.FindPropertyRelative("m_Size").intValue = made[index].Size;
            }
            // Applying is what Unity's undo records.
            serializedObject.ApplyModifiedProperties();
        }
    }
}
