using System;
using System.Collections.Generic;
using UnityEngine;

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

    public class Editor : ScriptableObject
    {
        public UnityEngine.Object target { get; private set; }

        public SerializedObject serializedObject { get; private set; }

        /// <summary>For tests: opens the inspector on an object.</summary>
        public void Open(UnityEngine.Object inspected)
        {
            target = inspected;
            serializedObject = new SerializedObject(inspected);
            Send("OnEnable");
        }

        /// <summary>For tests: closes the inspector.</summary>
        public void Close()
        {
            Send("OnDisable");
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

        void Send(string message)
        {
            System.Reflection.MethodInfo method = GetType().GetMethod(
                message, System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic);
            if (method != null)
            {
                method.Invoke(this, null);
            }
        }
    }

    public class EditorGUI
    {
        /// <summary>For tests: the bars that were drawn.</summary>
        public static readonly List<Rect> Bars = new List<Rect>();

        static readonly List<bool> s_Changed = new List<bool>();

        public static void BeginChangeCheck()
        {
            s_Changed.Add(false);
        }

        public static bool EndChangeCheck()
        {
            bool changed = s_Changed[s_Changed.Count - 1];
            s_Changed.RemoveAt(s_Changed.Count - 1);
            if (changed)
            {
                Change();
            }
            return changed;
        }

        public static void DrawRect(Rect rect, Color color)
        {
            Bars.Add(rect);
        }

        /// <summary>A person has changed something.</summary>
        internal static void Change()
        {
            if (s_Changed.Count > 0)
            {
                s_Changed[s_Changed.Count - 1] = true;
            }
        }

        public class DisabledScope : IDisposable
        {
            readonly bool m_Before = GUI.enabled;

            public DisabledScope(bool disabled)
            {
                GUI.enabled = m_Before && !disabled;
            }

            public void Dispose()
            {
                GUI.enabled = m_Before;
            }
        }
    }

    public class EditorStyles
    {
        public static GUIStyle helpBox
        {
            get { return null; }
        }

        public static GUIStyle boldLabel
        {
            get { return null; }
        }
    }

    public class EditorGUILayout
    {
        /// <summary>For tests: what is entered, by a label, or label[n] for the nth with that label.</summary>
        public static readonly Dictionary<string, float> Entered = new Dictionary<string, float>();

        /// <summary>What was written.</summary>
        public static readonly List<string> Written = new List<string>();

        public static void LabelField(string label, params GUILayoutOption[] options)
        {
            Written.Add(label);
        }

        public static void LabelField(string label, GUIStyle style, params GUILayoutOption[] options)
        {
            Written.Add(label);
        }

        public static void LabelField(GUIContent label, params GUILayoutOption[] options)
        {
            Written.Add(label.text);
        }

        public static void HelpBox(string message, MessageType type)
        {
            Written.Add(type + ": " + message);
        }

        public static int IntField(string label, int value, params GUILayoutOption[] options)
        {
            return (int)Enter(label, value);
        }

        public static float DelayedFloatField(float value, params GUILayoutOption[] options)
        {
            return Enter("", value);
        }

        public static float Slider(
            string label, float value, float leftValue, float rightValue, params GUILayoutOption[] options)
        {
            return Enter(label, value);
        }

        public static void Slider(
            SerializedProperty property, float leftValue, float rightValue, GUIContent label,
            params GUILayoutOption[] options)
        {
            property.floatValue = Enter(label.text, property.floatValue);
        }

        public static void MinMaxSlider(
            GUIContent label, ref float minValue, ref float maxValue, float minLimit, float maxLimit,
            params GUILayoutOption[] options)
        {
            string name = GUILayout.NameOf(label.text);
            minValue = Given(name + " low", minValue);
            maxValue = Given(name + " high", maxValue);
        }

        public static bool PropertyField(SerializedProperty property, params GUILayoutOption[] options)
        {
            if (property.Value is float)
            {
                property.floatValue = Enter(property.name, property.floatValue);
            }
            else if (property.Value is Enum)
            {
                property.intValue = (int)Enter(property.name, property.intValue);
            }
            return true;
        }

        public static bool Foldout(bool foldout, string content, bool toggleOnLabelClick)
        {
            Written.Add(content);
            return Enter(content, foldout ? 1f : 0f) != 0f;
        }

        public static bool Toggle(string label, bool value, params GUILayoutOption[] options)
        {
            return Enter(label, value ? 1f : 0f) != 0f;
        }

        public static int Popup(
            string label, int selectedIndex, string[] displayedOptions, params GUILayoutOption[] options)
        {
            int chosen = (int)Enter(label, selectedIndex);
            Written.Add(label + ": " + (chosen < displayedOptions.Length ? displayedOptions[chosen] : "nothing"));
            return chosen;
        }

        public static Rect BeginHorizontal(params GUILayoutOption[] options)
        {
            return new Rect(0f, 0f, 400f, 18f);
        }

        public static void EndHorizontal()
        {
        }

        public static Rect BeginVertical(GUIStyle style, params GUILayoutOption[] options)
        {
            return new Rect(0f, 0f, 400f, 100f);
        }

        public static void EndVertical()
        {
        }

        public static Rect GetControlRect(bool hasLabel, float height, params GUILayoutOption[] options)
        {
            return new Rect(0f, 0f, 400f, height);
        }

        static float Enter(string label, float value)
        {
            string name = GUILayout.NameOf(label);
            return Given(Entered.ContainsKey(name) ? name : label, value);
        }

        static float Given(string name, float value)
        {
            float entered;
            if (!GUI.enabled || !Entered.TryGetValue(name, out entered) || entered == value)
            {
                return value;
            }
            EditorGUI.Change();
            return entered;
        }
    }
}
