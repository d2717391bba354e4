namespace Clamber.Core
{
    /// <summary>Blocks across the lane, each after a stretch of level ground.</summary>
    public static class PlatformsSegment
    {
        /// <summary>The kind's parameters and how it is built.</summary>
        public static readonly SegmentDefinition Definition = new SegmentDefinition(
            SegmentKind.Platforms,
            "Blocks across the lane, each after a stretch of level ground.",
            Build,
            new SegmentParameter("height", "height of a platform", 0.01, 2.0, "leg lengths", false),
            new SegmentParameter("length", "length of a platform along the lane", 0.3, 10.0, "leg lengths", false),
            new SegmentParameter("apart", "level ground before each platform", 0.5, 20.0, "leg lengths", false),
            new SegmentParameter("count", "platforms in the segment", 1.0, 40.0, "", true));

        static double Build(Lane lane, double x, double limit, Draws draws)
        {
            int count = draws.Whole("count");
            for (int platform = 0; platform < count; platform++)
            {
                double height = draws.Value("height");
                double length = draws.Value("length");
                double start = x + draws.Value("apart");
                if (start + length > limit)
                {
                    break;
                }
                x = start + length;
                lane.AddBar(SegmentKind.Platforms, start, x, height);
            }
            return x;
        }
    }
}
