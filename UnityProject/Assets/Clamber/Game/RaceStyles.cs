using UnityEngine;

namespace Clamber.Game
{
    /// <summary>What the game's text and buttons look like; made while Unity draws.</summary>
    public sealed class RaceStyles
    {
        /// <summary>Copies of the built-in styles, larger and on dark panels.</summary>
        public RaceStyles()
        {
            Color text = new Color(0.95f, 0.96f, 0.98f, 1f);
            Panel = new GUIStyle(GUI.skin.box);
            Panel.normal.background = Plain(new Color32(18, 24, 32, 205));
            Text = Label(16, FontStyle.Normal, TextAnchor.MiddleLeft, text);
            Number = Label(16, FontStyle.Normal, TextAnchor.MiddleRight, text);
            Marked = Label(16, FontStyle.Bold, TextAnchor.MiddleLeft, new Color(1f, 0.72f, 0.35f, 1f));
            Bold = Label(16, FontStyle.Bold, TextAnchor.MiddleLeft, Color.white);
            Over = Label(18, FontStyle.Bold, TextAnchor.LowerCenter, Color.white);
            Faint = Label(13, FontStyle.Normal, TextAnchor.MiddleLeft, new Color(0.72f, 0.77f, 0.83f, 1f));
            Title = Label(30, FontStyle.Bold, TextAnchor.MiddleLeft, text);
            Huge = Label(72, FontStyle.Bold, TextAnchor.MiddleCenter, text);
            Wrong = Label(15, FontStyle.Bold, TextAnchor.MiddleLeft, new Color(1f, 0.45f, 0.4f, 1f));
            Wrong.wordWrap = true;
            Button = new GUIStyle(GUI.skin.button) { fontSize = 16 };
            Field = new GUIStyle(GUI.skin.textField) { fontSize = 16 };
        }

        /// <summary>A dark, see-through background.</summary>
        public GUIStyle Panel { get; private set; }

        /// <summary>Running text.</summary>
        public GUIStyle Text { get; private set; }

        /// <summary>Numbers under each other.</summary>
        public GUIStyle Number { get; private set; }

        /// <summary>What is chosen.</summary>
        public GUIStyle Marked { get; private set; }

        /// <summary>Text that is drawn in a racer's colour.</summary>
        public GUIStyle Bold { get; private set; }

        /// <summary>Text over a creature.</summary>
        public GUIStyle Over { get; private set; }

        /// <summary>What is less important.</summary>
        public GUIStyle Faint { get; private set; }

        /// <summary>A heading.</summary>
        public GUIStyle Title { get; private set; }

        /// <summary>The countdown.</summary>
        public GUIStyle Huge { get; private set; }

        /// <summary>What is wrong.</summary>
        public GUIStyle Wrong { get; private set; }

        /// <summary>A button.</summary>
        public GUIStyle Button { get; private set; }

        /// <summary>A field to type in.</summary>
        public GUIStyle Field { get; private set; }

        static GUIStyle Label(int size, FontStyle face, TextAnchor alignment, Color color)
        {
            GUIStyle style = new GUIStyle(GUI.skin.label)
            {
                fontSize = size,
                fontStyle = face,
                alignment = alignment,
                wordWrap = false,
            };
            style.normal.textColor = color;
            return style;
        }

        static Texture2D Plain(Color32 color)
        {
            Texture2D plain = new Texture2D(1, 1, TextureFormat.RGBA32, false);
            plain.SetPixels32(new[] { color });
            plain.Apply();
            return plain;
        }
    }
}
