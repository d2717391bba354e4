using System;
using System.Collections.Generic;

namespace Clamber.Core
{
    /// <summary>A segment's parameters at one difficulty, from which values are drawn.</summary>
    public sealed class Draws
    {
        readonly Dictionary<string, Vector2d> m_Ranges;

        /// <summary>Draws from a stream, evenly within named ranges.</summary>
        public Draws(SplitMix64 random, Dictionary<string, Vector2d> ranges)
        {
            Random = random;
            m_Ranges = ranges;
        }

        /// <summary>The course's stream.</summary>
        public SplitMix64 Random { get; private set; }

        /// <summary>The lower end of a parameter's range.</summary>
        public double Least(string name)
        {
            return m_Ranges[name].X;
        }

        /// <summary>The upper end of a parameter's range.</summary>
        public double Greatest(string name)
        {
            return m_Ranges[name].Y;
        }

        /// <summary>Draws a parameter evenly between the ends of its range.</summary>
        public double Value(string name)
        {
            Vector2d range = m_Ranges[name];
            return range.X + (range.Y - range.X) * Random.Uniform();
        }

        /// <summary>Draws a whole number evenly, both ends (rounded) included.</summary>
        public int Whole(string name)
        {
            Vector2d range = m_Ranges[name];
            int first = (int)Math.Floor(range.X + 0.5);
            int count = (int)Math.Floor(range.Y + 0.5) - first + 1;
            return first + (int)Math.Floor(count * Random.Uniform());
        }

        /// <summary>Draws a length and cuts it to the room there is; 0 if not even the shortest length fits.</summary>
        public double LengthWithin(string name, double room)
        {
            double length = Math.Min(Value(name), room);
            return length >= m_Ranges[name].X ? length : 0.0;
        }
    }
}
