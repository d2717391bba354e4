namespace Clamber.Core
{
    /// <summary>Holes across the whole lane, each after a platform.</summary>
    public static class GapsSegment
    {
        /// <summary>The kind's parameters and how it is built.</summary>
        public static readonly SegmentDefinition Definition = new SegmentDefinition(
            SegmentKind.Gaps,
            "Holes across the whole lane, each after a platform.",
            Build,
            new SegmentParameter("width", "length of a gap along the lane", 0.02, 3.0, "leg lengths", false),
            new SegmentParameter("platform", "ground before each gap", 0.3, 20.0, "leg lengths", false),
            new SegmentParameter("count", "gaps in the segment", 1.0, 40.0, "", true));

        static double Build(Lane lane, double x, double limit, Draws draws)
        {
            int count = draws.Whole("count");
            for (int gap = 0; gap < count; gap++)
            {
                double width = draws.Value("width");
                double start = x + draws.Value("platform");
                if (start + width > limit)
                {
                    break;
                }
                x = start + width;
                lane.EndGround(start);
                lane.StartGround(x);
            }
            return x;
        }
    }
}
