using System;
using System.Collections.Generic;

namespace UnityEngine
{
    [Flags]
    public enum HideFlags
    {
        None = 0,
        HideInHierarchy = 1,
        HideInInspector = 2,
        DontSaveInEditor = 4,
        NotEditable = 8,
        DontSaveInBuild = 16,
        DontUnloadUnusedAsset = 32,
        DontSave = 52,
        HideAndDontSave = 61,
    }

    public class GUIContent
    {
        public GUIContent(string text, string tooltip)
        {
            this.text = text;
            this.tooltip = tooltip;
        }

        public string text { get; set; }

        public string tooltip { get; set; }
    }

    public sealed partial class GUIStyle
    {
    }

    public sealed class GUILayoutOption
    {
    }

    public partial class GUILayout
    {
        /// <summary>For tests: the buttons that are pressed at the next draw, "Remove" or, for the third, "Remove[2]".
        /// </summary>
        public static readonly HashSet<string> Pressed = new HashSet<string>();

        /// <summary>For tests: how often each control was drawn since the last start.</summary>
        static readonly Dictionary<string, int> s_Drawn = new Dictionary<string, int>();

        /// <summary>For tests: begins to count controls anew.</summary>
        public static void Start()
        {
            s_Drawn.Clear();
        }

        /// <summary>For tests: the name of the next control with a label: the label, and [n] for its nth.</summary>
        public static string NameOf(string label)
        {
            int count;
            s_Drawn.TryGetValue(label, out count);
            s_Drawn[label] = count + 1;
            return label + "[" + count + "]";
        }

        public static bool Button(string text, params GUILayoutOption[] options)
        {
            string name = NameOf(text);
            return GUI.enabled && (Pressed.Contains(text) || Pressed.Contains(name));
        }

        public static bool Button(GUIContent content, params GUILayoutOption[] options)
        {
            return Button(content.text, options);
        }

        public static GUILayoutOption Width(float width)
        {
            return new GUILayoutOption();
        }
    }
}
