using System;
using Clamber.Core;

namespace Clamber.Runtime
{
    /// <summary>
    /// Where many lanes lie: beside and behind each other around the first, which begins at the origin. In one row some
    /// hundred would reach so far that positions of 32 bits are steps of a millimetre there.
    /// </summary>
    public sealed class LaneGrid
    {
        readonly double m_Length;
        readonly double m_Width;
        readonly int m_Columns;

        /// <summary>Lays out a number of lanes about as far along as across.</summary>
        /// <param name="count">Of lanes, at least 1.</param>
        /// <param name="length">Of a lane and the free space behind it, m.</param>
        /// <param name="width">Of a lane and the free space beside it, m.</param>
        public LaneGrid(int count, double length, double width)
        {
            m_Length = length;
            m_Width = width;
            int rows = Math.Max(1, (int)Math.Round(Math.Sqrt(count * width / length)));
            m_Columns = (count + rows - 1) / rows;
        }

        /// <summary>The start of a lane: x along it and y to its left, m.</summary>
        /// <param name="number">Of the lane, from 0.</param>
        public Vector3d Start(int number)
        {
            // The second lies to the right, as Unity's x goes.
            return new Vector3d(
                Place(number / m_Columns) * m_Length, -Place(number % m_Columns) * m_Width, 0.0);
        }

        // 0, 1, -1, 2, -2, ...
        static int Place(int number)
        {
            int away = (number + 1) / 2;
            return number % 2 == 1 ? away : -away;
        }
    }
}
