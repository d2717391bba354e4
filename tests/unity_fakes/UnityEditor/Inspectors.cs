using System;
using System.Collections.Generic;

namespace UnityEditor
{
    public enum MessageType
    {
        None = 0,
        Info = 1,
        Warning = 2,
        Error = 3,
    }

    [AttributeUsage(AttributeTargets.Class)]
    public class CustomEditor : Attribute
    {
        public CustomEditor(Type inspectedType)
        {
            InspectedType = inspectedType;
        }

        /// <summary>What it is for.</summary>
        public Type InspectedType { get; private set; }
    }

    public class Editor : UnityEngine.ScriptableObject
    {
        public UnityEngine.Object target { get; private set; }

        /// <summary>For tests: opens the inspector on an object.</summary>
        public void Open(UnityEngine.Object inspected)
        {
            target = inspected;
        }

        public virtual void OnInspectorGUI()
        {
        }

        public bool DrawDefaultInspector()
        {
            return false;
        }

        public void Repaint()
        {
        }
    }

    public class Undo
    {
        public delegate void UndoRedoCallback();

        public static UndoRedoCallback undoRedoPerformed;
    }

    public class EditorGUI
    {
        /// <summary>For tests: whether the person changes something at the next draw.</summary>
        public static bool Changed;

        public static void BeginChangeCheck()
        {
        }

        public static bool EndChangeCheck()
        {
            return Changed;
        }
    }

    public class EditorGUIUtility
    {
        public static float currentViewWidth
        {
            get { return 400f; }
        }
    }

    public class EditorGUILayout
    {
        /// <summary>For tests: what is entered, by label.</summary>
        public static readonly Dictionary<string, float> Entered = new Dictionary<string, float>();

        /// <summary>What was written.</summary>
        public static readonly List<string> Written = new List<string>();

        public static void LabelField(string label)
        {
            Written.Add(label);
        }

        public static void HelpBox(string message, MessageType type)
        {
            Written.Add(type + ": " + message);
        }

        public static int IntField(string label, int value)
        {
            return Entered.ContainsKey(label) ? (int)Entered[label] : value;
        }

        public static float Slider(string label, float value, float leftValue, float rightValue)
        {
            return Entered.ContainsKey(label) ? Entered[label] : value;
        }
    }
}
