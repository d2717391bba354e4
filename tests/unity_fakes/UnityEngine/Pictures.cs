namespace UnityEngine
{
    public enum TextureFormat
    {
        RGBA32 = 4,
    }

    public enum FilterMode
    {
        Point = 0,
        Bilinear = 1,
        Trilinear = 2,
    }

    public enum ScaleMode
    {
        StretchToFill = 0,
        ScaleAndCrop = 1,
        ScaleToFit = 2,
    }

    public enum EventType
    {
        MouseUp = 1,
        Repaint = 7,
        Layout = 8,
    }

    public sealed class Event
    {
        public static Event current { get; set; }

        public EventType type { get; set; }
    }

    public struct Color32
    {
        public byte r;
        public byte g;
        public byte b;
        public byte a;

        public Color32(byte r, byte g, byte b, byte a)
        {
            this.r = r;
            this.g = g;
            this.b = b;
            this.a = a;
        }
    }

    public struct Rect
    {
        public Rect(float x, float y, float width, float height)
        {
            this.x = x;
            this.y = y;
            this.width = width;
            this.height = height;
        }

        public float x { get; set; }

        public float y { get; set; }

        public float width { get; set; }

        public float height { get; set; }
    }

    public static class Mathf
    {
        public static int Max(int a, int b)
        {
            return a > b ? a : b;
        }
    }

    public class Texture : Object
    {
        public virtual int width { get; protected set; }

        public virtual int height { get; protected set; }

        public FilterMode filterMode { get; set; }
    }

    public sealed class Texture2D : Texture
    {
        /// <summary>What it shows.</summary>
        public Color32[] Shown;

        Color32[] m_Pixels;

        public Texture2D(int width, int height, TextureFormat textureFormat, bool mipChain)
        {
            this.width = width;
            this.height = height;
        }

        public void SetPixels32(Color32[] colors)
        {
            if (colors.Length != width * height)
            {
                throw new System.ArgumentException("wrong number of pixels");
            }
            m_Pixels = colors;
        }

        public void Apply()
        {
            Shown = (Color32[])m_Pixels.Clone();
        }
    }

    public partial class GUI
    {
        /// <summary>What was drawn.</summary>
        public static readonly System.Collections.Generic.List<Texture> Drawn =
            new System.Collections.Generic.List<Texture>();

        static GUI()
        {
            enabled = true;
        }

        public static bool enabled { get; set; }

        public static void DrawTexture(Rect position, Texture image, ScaleMode scaleMode)
        {
            Drawn.Add(image);
        }
    }
}
