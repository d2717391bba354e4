using System;

namespace Clamber.Core
{
    /// <summary>Walls too high to climb, each with an opening, left and right of the middle in turn.</summary>
    public static class SlalomSegment
    {
        /// <summary>The kind's parameters and how it is built.</summary>
        public static readonly SegmentDefinition Definition = new SegmentDefinition(
            SegmentKind.Slalom,
            "Walls too high to climb, each with an opening, left and right of the middle in turn.",
            Build,
            new SegmentParameter("opening", "width of the opening", 0.3, 50.0, "leg lengths", false),
            new SegmentParameter("apart", "level ground before each wall", 1.0, 20.0, "leg lengths", false),
            new SegmentParameter("count", "walls in the segment", 1.0, 40.0, "", true));

        const double k_WallDepth = 0.2;

        static double Build(Lane lane, double x, double limit, Draws draws)
        {
            int count = draws.Whole("count");
            bool left = draws.Random.Uniform() < 0.5;
            for (int wall = 0; wall < count; wall++)
            {
                double opening = Math.Min(draws.Value("opening"), lane.Width);
                double start = x + draws.Value("apart");
                double place = draws.Random.Uniform();
                if (start + k_WallDepth > limit)
                {
                    break;
                }
                x = start + k_WallDepth;
                double halfRoom = (lane.Width - opening) * 0.5;
                double low = lane.Right + halfRoom * place;
                if (left)
                {
                    low += halfRoom;
                }
                double high = low + opening;
                if (low - lane.Right >= Lane.NarrowestBox)
                {
                    lane.AddBox(SegmentKind.Slalom, start, x, lane.Right, low, Lane.WallHeight);
                }
                if (lane.Left - high >= Lane.NarrowestBox)
                {
                    lane.AddBox(SegmentKind.Slalom, start, x, high, lane.Left, Lane.WallHeight);
                }
                left = !left;
            }
            return x;
        }
    }
}
