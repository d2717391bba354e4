using System;

namespace Clamber.Core
{
    /// <summary>A bridge over a hole, up to half way off the middle of the lane.</summary>
    public static class NarrowBridgeSegment
    {
        /// <summary>The kind's parameters and how it is built.</summary>
        public static readonly SegmentDefinition Definition = new SegmentDefinition(
            SegmentKind.NarrowBridge,
            "A bridge over a hole, up to half way off the middle of the lane.",
            Build,
            new SegmentParameter("width", "width of the bridge", 0.1, 50.0, "leg lengths", false),
            new SegmentParameter("length", "length of the bridge", 0.5, 20.0, "leg lengths", false));

        static double Build(Lane lane, double x, double limit, Draws draws)
        {
            double width = Math.Min(draws.Value("width"), lane.Width);
            double length = draws.LengthWithin("length", limit - x);
            double place = draws.Random.Uniform();
            if (length == 0.0)
            {
                return x;
            }
            double halfRoom = (lane.Width - width) * 0.5;
            double low = lane.Right + halfRoom * (0.5 + place);
            lane.EndGround(x);
            lane.AddStone(SegmentKind.NarrowBridge, x, x + length, low, Math.Min(low + width, lane.Left));
            lane.StartGround(x + length);
            return x + length;
        }
    }
}
