namespace Clamber.Core
{
    /// <summary>Bars across the lane, each after a stretch of level ground.</summary>
    public static class HurdlesSegment
    {
        /// <summary>The kind's parameters and how it is built.</summary>
        public static readonly SegmentDefinition Definition = new SegmentDefinition(
            SegmentKind.Hurdles,
            "Bars across the lane, each after a stretch of level ground.",
            Build,
            new SegmentParameter("height", "height of a hurdle", 0.01, 1.5, "leg lengths", false),
            new SegmentParameter("depth", "length of a hurdle along the lane", 0.05, 1.0, "leg lengths", false),
            new SegmentParameter("apart", "level ground before each hurdle", 0.5, 20.0, "leg lengths", false),
            new SegmentParameter("count", "hurdles in the segment", 1.0, 40.0, "", true));

        static double Build(Lane lane, double x, double limit, Draws draws)
        {
            int count = draws.Whole("count");
            for (int hurdle = 0; hurdle < count; hurdle++)
            {
                double height = draws.Value("height");
                double depth = draws.Value("depth");
                double start = x + draws.Value("apart");
                if (start + depth > limit)
                {
                    break;
                }
                x = start + depth;
                lane.AddBar(SegmentKind.Hurdles, start, x, height);
            }
            return x;
        }
    }
}
