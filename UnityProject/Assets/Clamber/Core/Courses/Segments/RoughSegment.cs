using System;

namespace Clamber.Core
{
    /// <summary>Uneven ground: a height field whose nodes are drawn evenly, level at both ends.</summary>
    public static class RoughSegment
    {
        /// <summary>The kind's parameters and how it is built.</summary>
        public static readonly SegmentDefinition Definition = new SegmentDefinition(
            SegmentKind.Rough,
            "Uneven ground: a height field whose nodes are drawn evenly, level at both ends.",
            Build,
            new SegmentParameter(
                "amplitude", "greatest height over, and depth under, level ground", 0.0, 0.5, "leg lengths", false),
            new SegmentParameter("length", "length of the segment", 1.0, 20.0, "leg lengths", false));

        const double k_NodeDistance = 0.25;

        static double Build(Lane lane, double x, double limit, Draws draws)
        {
            double amplitude = draws.Value("amplitude");
            double length = draws.LengthWithin("length", limit - x);
            if (length == 0.0)
            {
                return x;
            }
            int columns = Nodes(length);
            int rows = Nodes(lane.Width);
            double[] heights = new double[columns * rows];
            for (int node = 0; node < heights.Length; node++)
            {
                heights[node] = (draws.Random.Uniform() * 2.0 - 1.0) * amplitude;
            }
            for (int row = 0; row < rows; row++)
            {
                heights[row] = 0.0;
                heights[(columns - 1) * rows + row] = 0.0;
            }
            lane.EndGround(x);
            lane.AddPatch(SegmentKind.Rough, x, length, columns, rows, heights);
            lane.StartGround(x + length);
            return x + length;
        }

        static int Nodes(double length)
        {
            return (int)Math.Floor(length / k_NodeDistance + 0.5) + 1;
        }
    }
}
