using System;

namespace Clamber.Core
{
    /// <summary>Bars across the lane to duck under; how low they hang goes by the body's own height.</summary>
    public static class BeamsSegment
    {
        /// <summary>The kind's parameters and how it is built.</summary>
        public static readonly SegmentDefinition Definition = new SegmentDefinition(
            SegmentKind.Beams,
            "Bars across the lane to duck under; how low they hang goes by the body's own height.",
            Build,
            new SegmentParameter("clearance", "room under a beam", 0.3, 2.0, "standing heights of the body", false),
            new SegmentParameter("depth", "length of a beam along the lane", 0.05, 5.0, "leg lengths", false),
            new SegmentParameter("apart", "open sky before each beam", 0.5, 20.0, "leg lengths", false),
            new SegmentParameter("count", "beams in the segment", 1.0, 40.0, "", true));

        // Below the ceiling that stands for open sky.
        const double k_HighestClearance = 3.5;

        static double Build(Lane lane, double x, double limit, Draws draws)
        {
            int count = draws.Whole("count");
            for (int beam = 0; beam < count; beam++)
            {
                double clearance = Math.Min(draws.Value("clearance") * lane.StandingHeight, k_HighestClearance);
                double depth = draws.Value("depth");
                double start = x + draws.Value("apart");
                if (start + depth > limit)
                {
                    break;
                }
                x = start + depth;
                lane.AddBeam(start, x, clearance);
            }
            return x;
        }
    }
}
