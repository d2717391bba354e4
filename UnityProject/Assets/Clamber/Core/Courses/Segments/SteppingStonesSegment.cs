using System;

namespace Clamber.Core
{
    /// <summary>Rows of square stones in a hole; every row is shifted sideways by chance.</summary>
    public static class SteppingStonesSegment
    {
        /// <summary>The kind's parameters and how it is built.</summary>
        public static readonly SegmentDefinition Definition = new SegmentDefinition(
            SegmentKind.SteppingStones,
            "Rows of square stones in a hole; every row is shifted sideways by chance.",
            Build,
            new SegmentParameter("size", "edge of a stone", 0.2, 3.0, "leg lengths", false),
            new SegmentParameter("apart", "gap between stones", 0.02, 2.0, "leg lengths", false),
            new SegmentParameter("length", "length of the segment", 1.0, 20.0, "leg lengths", false));

        static double Build(Lane lane, double x, double limit, Draws draws)
        {
            double length = draws.LengthWithin("length", limit - x);
            double size = Math.Min(draws.Value("size"), lane.Width);
            double apart = draws.Value("apart");
            double pitch = size + apart;
            int rows = (int)Math.Floor((length - apart) / pitch);
            if (rows < 1)
            {
                // A length in which no row fits makes way for one; where there is no room, the lane ends.
                if (length == 0.0 || x + apart + size + apart > limit)
                {
                    return x;
                }
                rows = 1;
            }
            int across = (int)Math.Floor((lane.Width + apart) / pitch);
            double slack = lane.Width + apart - across * pitch;
            lane.EndGround(x);
            for (int row = 0; row < rows; row++)
            {
                x += apart;
                double y = lane.Right + slack * draws.Random.Uniform();
                for (int column = 0; column < across; column++)
                {
                    double low = y + column * pitch;
                    lane.AddStone(SegmentKind.SteppingStones, x, x + size, low, Math.Min(low + size, lane.Left));
                }
                x += size;
            }
            x += apart;
            lane.StartGround(x);
            return x;
        }
    }
}
