using System;

namespace Clamber.Core
{
    /// <summary>
    /// Spheres in rows, radius a constant plus an exponential variate, buried in part or resting on the ground.
    /// </summary>
    public static class BouldersSegment
    {
        /// <summary>The kind's parameters and how it is built.</summary>
        public static readonly SegmentDefinition Definition = new SegmentDefinition(
            SegmentKind.Boulders,
            "Spheres in rows, radius a constant plus an exponential variate, buried in part or resting on the ground.",
            Build,
            new SegmentParameter("radius", "least radius", 0.01, 0.4, "leg lengths", false),
            new SegmentParameter(
                "extra", "mean of the exponentially distributed rest of the radius", 0.0, 0.2, "leg lengths", false),
            new SegmentParameter(
                "rise", "height of the centre: 0 half buried, 1 resting on the ground", -0.5, 1.0, "radii", false),
            new SegmentParameter("abreast", "boulders in a row across the lane", 1.0, 8.0, "", true),
            new SegmentParameter("apart", "from one row to the next", 1.0, 20.0, "leg lengths", false),
            new SegmentParameter("count", "rows in the segment", 1.0, 40.0, "", true));

        const double k_LargestRadius = 0.5;

        static double Build(Lane lane, double x, double limit, Draws draws)
        {
            double end = x;
            int count = draws.Whole("count");
            for (int row = 0; row < count; row++)
            {
                x += draws.Value("apart");
                if (x + k_LargestRadius > limit)
                {
                    break;
                }
                int abreast = draws.Whole("abreast");
                // One boulder in each of as many equal strips of the lane, anywhere in its strip.
                double strip = lane.Width / abreast;
                double largest = Math.Min(k_LargestRadius, strip * 0.5);
                for (int place = 0; place < abreast; place++)
                {
                    double radius = draws.Value("radius");
                    radius = Math.Min(radius + draws.Value("extra") * draws.Random.Exponential(), largest);
                    double z = radius * draws.Value("rise");
                    double y = lane.Right + strip * place + radius + (strip - 2.0 * radius) * draws.Random.Uniform();
                    lane.AddSphere(x, y, z, radius);
                }
                end = x + k_LargestRadius;
            }
            return end;
        }
    }
}
