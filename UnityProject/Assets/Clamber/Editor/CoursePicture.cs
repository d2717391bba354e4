using System;
using Clamber.Core;
using UnityEngine;

namespace Clamber.Editor
{
    /// <summary>
    /// Pictures of a course drawn from its raster, so that they show what creatures sense: from above, one pixel per
    /// cell, and from the side. Rows of pixels go from the bottom up, as in Unity's textures.
    /// </summary>
    public sealed class CoursePicture
    {
        /// <summary>Pixels of the side view from bottom to top.</summary>
        public const int SideRows = 96;

        // Graphics cards take textures of 16384 pixels at least; longer lanes leave out columns.
        const int k_MostColumns = 16384;

        // The side view reaches from here to here, leg lengths.
        const double k_SideBottom = -1.0;
        const double k_SideTop = 3.0;

        static readonly Color32 s_Hole = new Color32(38, 42, 54, 255);
        static readonly Color32 s_Level = new Color32(190, 184, 170, 255);
        static readonly Color32 s_High = new Color32(214, 96, 48, 255);
        static readonly Color32 s_Low = new Color32(92, 110, 100, 255);
        static readonly Color32 s_Beam = new Color32(70, 120, 190, 255);
        static readonly Color32 s_Sky = new Color32(226, 234, 240, 255);
        static readonly Color32 s_Behind = new Color32(206, 170, 144, 255);

        readonly int m_Stride;

        /// <summary>Draws a course.</summary>
        public CoursePicture(Course course)
        {
            Raster raster = course.Raster;
            m_Stride = (raster.Columns + k_MostColumns - 1) / k_MostColumns;
            Columns = raster.Columns / m_Stride;
            Rows = raster.Rows;
            Top = new Color32[Columns * Rows];
            Side = new Color32[Columns * SideRows];
            for (int column = 0; column < Columns; column++)
            {
                DrawTop(raster, course.Scale, column);
                DrawSide(raster, course.Scale, column);
            }
        }

        /// <summary>Pixels along the lane, of both views.</summary>
        public int Columns { get; private set; }

        /// <summary>Pixels across the lane.</summary>
        public int Rows { get; private set; }

        /// <summary>From above, the lane's left edge at the top.</summary>
        public Color32[] Top { get; private set; }

        /// <summary>
        /// From the right: solid is the floor in the lane's middle, pale behind it the highest floor anywhere across
        /// the lane, blue what hangs above.
        /// </summary>
        public Color32[] Side { get; private set; }

        /// <summary>The colour of a floor height, leg lengths.</summary>
        public static Color32 ColorOf(double height)
        {
            if (height < 0.5 * Raster.HoleFloor)
            {
                return s_Hole;
            }
            // The root shows a step of a few hundredths as well as a wall.
            return height >= 0.0
                ? Blend(s_Level, s_High, Math.Sqrt(height))
                : Blend(s_Level, s_Low, Math.Sqrt(-2.0 * height));
        }

        void DrawTop(Raster raster, double scale, int column)
        {
            for (int row = 0; row < Rows; row++)
            {
                int cell = column * m_Stride * Rows + row;
                Color32 color = ColorOf(raster.Floor[cell] / scale);
                bool covered = raster.Ceiling[cell] < (float)(Raster.OpenSky * scale);
                Top[row * Columns + column] = covered ? Blend(color, s_Beam, 0.6) : color;
            }
        }

        void DrawSide(Raster raster, double scale, int column)
        {
            int first = column * m_Stride * Rows;
            double middle = raster.Floor[first + Rows / 2] / scale;
            double highest = double.NegativeInfinity;
            double ceiling = double.PositiveInfinity;
            for (int row = 0; row < Rows; row++)
            {
                highest = Math.Max(highest, raster.Floor[first + row] / scale);
                ceiling = Math.Min(ceiling, raster.Ceiling[first + row] / scale);
            }
            for (int row = 0; row < SideRows; row++)
            {
                double z = k_SideBottom + (k_SideTop - k_SideBottom) * (row + 0.5) / SideRows;
                bool beam = z >= ceiling && z < ceiling + Lane.BeamHeight && ceiling < Raster.OpenSky;
                Side[row * Columns + column] = z < middle ? ColorOf(middle)
                    : z < highest ? s_Behind
                    : beam ? s_Beam : s_Sky;
            }
        }

        static Color32 Blend(Color32 from, Color32 to, double share)
        {
            double t = Math.Min(Math.Max(share, 0.0), 1.0);
            return new Color32(
                (byte)(from.r + (to.r - from.r) * t), (byte)(from.g + (to.g - from.g) * t),
                (byte)(from.b + (to.b - from.b) * t), 255);
        }
    }
}
