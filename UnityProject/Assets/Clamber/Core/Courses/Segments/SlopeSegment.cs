using System;

namespace Clamber.Core
{
    /// <summary>A ramp up, a level top, a ramp down.</summary>
    public static class SlopeSegment
    {
        /// <summary>The kind's parameters and how it is built.</summary>
        public static readonly SegmentDefinition Definition = new SegmentDefinition(
            SegmentKind.Slope,
            "A ramp up, a level top, a ramp down.",
            Build,
            new SegmentParameter("grade", "height gained per length", 0.0, 1.0, "", false),
            new SegmentParameter(
                "length",
                "length of the segment: a third up, a third level, a third down",
                1.0, 20.0, "leg lengths", false));

        // One cell would do for the shape, but engines collide long cells badly.
        const int k_CellsPerThird = 4;
        const int k_CellsAcross = 4;

        static double Build(Lane lane, double x, double limit, Draws draws)
        {
            double grade = draws.Value("grade");
            double length = draws.LengthWithin("length", limit - x);
            if (length == 0.0)
            {
                return x;
            }
            double risePerCell = grade * (length / (3 * k_CellsPerThird));
            int columns = 3 * k_CellsPerThird + 1;
            int rows = k_CellsAcross + 1;
            double[] heights = new double[columns * rows];
            for (int column = 0; column < columns; column++)
            {
                int cells = Math.Min(Math.Min(column, k_CellsPerThird), columns - 1 - column);
                for (int row = 0; row < rows; row++)
                {
                    heights[column * rows + row] = risePerCell * cells;
                }
            }
            lane.EndGround(x);
            lane.AddPatch(SegmentKind.Slope, x, length, columns, rows, heights);
            lane.StartGround(x + length);
            return x + length;
        }
    }
}
