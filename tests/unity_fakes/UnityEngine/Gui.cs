using System;
using System.Collections.Generic;

namespace UnityEngine
{
    public enum TextAnchor
    {
        UpperLeft = 0,
        UpperCenter = 1,
        UpperRight = 2,
        MiddleLeft = 3,
        MiddleCenter = 4,
        MiddleRight = 5,
        LowerCenter = 7,
    }

    public enum FontStyle
    {
        Normal = 0,
        Bold = 1,
    }

    public sealed class Screen
    {
        public static int width
        {
            get { return 1280; }
        }

        public static int height
        {
            get { return 720; }
        }
    }

    public struct Matrix4x4
    {
        public static Matrix4x4 Scale(Vector3 vector)
        {
            return new Matrix4x4();
        }
    }

    public sealed class GUIStyleState
    {
        public Texture2D background { get; set; }

        public Color textColor { get; set; }
    }

    public sealed partial class GUIStyle
    {
        public GUIStyle()
        {
            normal = new GUIStyleState();
        }

        public GUIStyle(GUIStyle other)
            : this()
        {
            if (other == null)
            {
                throw new ArgumentNullException("other");
            }
        }

        public GUIStyleState normal { get; set; }

        public TextAnchor alignment { get; set; }

        public FontStyle fontStyle { get; set; }

        public int fontSize { get; set; }

        public bool wordWrap { get; set; }
    }

    public sealed class GUISkin : ScriptableObject
    {
        public GUIStyle box { get; set; }

        public GUIStyle label { get; set; }

        public GUIStyle button { get; set; }

        public GUIStyle textField { get; set; }
    }

    public partial class GUI
    {
        static readonly GUISkin s_Skin = new GUISkin
        {
            box = new GUIStyle(),
            label = new GUIStyle(),
            button = new GUIStyle(),
            textField = new GUIStyle(),
        };

        public static GUISkin skin
        {
            get { return s_Skin; }
        }

        /// <summary>For tests: where labels were drawn outside any layout.</summary>
        public static readonly List<KeyValuePair<string, Rect>> Placed = new List<KeyValuePair<string, Rect>>();

        public static Matrix4x4 matrix { get; set; }

        public static Color color { get; set; }

        public static void Label(Rect position, string text, GUIStyle style)
        {
            GUILayout.Show(text, style);
            Placed.Add(new KeyValuePair<string, Rect>(text, position));
        }
    }

    public partial class GUILayout
    {
        /// <summary>For tests: every text since the last call of <see cref="TakeShown"/>, in order.</summary>
        static readonly List<string> s_Shown = new List<string>();

        static readonly Stack<string> s_Open = new Stack<string>();

        /// <summary>For tests: what the next slider and the next text field are changed to, or null.</summary>
        public static float? Slid;

        public static string Typed;

        /// <summary>For tests: what was drawn; everything that was begun must have been ended.</summary>
        public static string[] TakeShown()
        {
            if (s_Open.Count > 0)
            {
                throw new InvalidOperationException(s_Open.Peek() + " was begun and not ended");
            }
            string[] shown = s_Shown.ToArray();
            s_Shown.Clear();
            return shown;
        }

        internal static void Show(string text, GUIStyle style)
        {
            if (text == null || style == null)
            {
                throw new ArgumentNullException(text == null ? "text" : "style");
            }
            s_Shown.Add(text);
        }

        public static void BeginArea(Rect screenRect, GUIStyle style)
        {
            s_Open.Push("area");
        }

        public static void EndArea()
        {
            End("area");
        }

        public static void BeginHorizontal(params GUILayoutOption[] options)
        {
            s_Open.Push("row");
        }

        public static void EndHorizontal()
        {
            End("row");
        }

        public static void Label(string text, GUIStyle style, params GUILayoutOption[] options)
        {
            Show(text, style);
        }

        public static bool Button(string text, GUIStyle style, params GUILayoutOption[] options)
        {
            Show(text, style);
            return Button(text, options);
        }

        public static float HorizontalSlider(
            float value, float leftValue, float rightValue, params GUILayoutOption[] options)
        {
            float now = Slid ?? value;
            Slid = null;
            return now;
        }

        public static string TextField(
            string text, int maxLength, GUIStyle style, params GUILayoutOption[] options)
        {
            string now = Typed ?? text;
            Typed = null;
            Show(now, style);
            return now;
        }

        public static GUILayoutOption Height(float height)
        {
            return new GUILayoutOption();
        }

        public static void Space(float pixels)
        {
        }

        public static void FlexibleSpace()
        {
        }

        static void End(string what)
        {
            string open = s_Open.Count > 0 ? s_Open.Pop() : "nothing";
            if (open != what)
            {
                throw new InvalidOperationException(what + " is ended where " + open + " is open");
            }
        }
    }
}
