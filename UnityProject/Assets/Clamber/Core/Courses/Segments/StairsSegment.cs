using System;

namespace Clamber.Core
{
    /// <summary>Steps up, a top of two treads, and as many steps down; fewer where the finish is near.</summary>
    public static class StairsSegment
    {
        /// <summary>The kind's parameters and how it is built.</summary>
        public static readonly SegmentDefinition Definition = new SegmentDefinition(
            SegmentKind.Stairs,
            "Steps up, a top of two treads, and as many steps down; fewer where the finish is near.",
            Build,
            new SegmentParameter("rise", "height of a step", 0.005, 0.5, "leg lengths", false),
            new SegmentParameter("tread", "length of a step", 0.1, 2.0, "leg lengths", false),
            new SegmentParameter("steps", "steps up, and as many down", 1.0, 20.0, "", true));

        static double Build(Lane lane, double x, double limit, Draws draws)
        {
            double rise = draws.Value("rise");
            double tread = draws.Value("tread");
            int steps = Math.Min(draws.Whole("steps"), (int)Math.Floor((limit - x) / (2.0 * tread)));
            if (steps < 1)
            {
                return x;
            }
            double end = x + 2.0 * tread * steps;
            // Each step is a box as high as the stairs are there and reaches through to its twin on the way down: half
            // as many boxes as steps, none of them thin.
            for (int step = 0; step < steps; step++)
            {
                lane.AddBar(SegmentKind.Stairs, x + tread * step, end - tread * step, rise * (step + 1));
            }
            return end;
        }
    }
}
