namespace Clamber.Core
{
    /// <summary>Level ground.</summary>
    public static class FlatSegment
    {
        /// <summary>The kind's parameters and how it is built.</summary>
        public static readonly SegmentDefinition Definition = new SegmentDefinition(
            SegmentKind.Flat,
            "Level ground.",
            Build,
            new SegmentParameter("length", "length of the segment", 0.5, 50.0, "leg lengths", false));

        static double Build(Lane lane, double x, double limit, Draws draws)
        {
            return x + draws.LengthWithin("length", limit - x);
        }
    }
}
