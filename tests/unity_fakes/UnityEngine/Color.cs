using System;

namespace UnityEngine
{
    public struct Color
    {
        public float r;
        public float g;
        public float b;
        public float a;

        public Color(float r, float g, float b, float a)
        {
            this.r = r;
            this.g = g;
            this.b = b;
            this.a = a;
        }

        public static Color white
        {
            get { return new Color(1f, 1f, 1f, 1f); }
        }

        public static Color HSVToRGB(float H, float S, float V)
        {
            return new Color(Channel(H, 5, S, V), Channel(H, 3, S, V), Channel(H, 1, S, V), 1f);
        }

        static float Channel(float hue, int offset, float saturation, float value)
        {
            float place = (offset + hue * 6f) % 6f;
            return value - value * saturation * Math.Max(0f, Math.Min(Math.Min(place, 4f - place), 1f));
        }
    }
}
