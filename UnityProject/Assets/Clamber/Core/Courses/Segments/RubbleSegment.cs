using System;

namespace Clamber.Core
{
    /// <summary>
    /// Blocks strewn over level ground: one in each place of a grid, anywhere in it, longer or wider by chance.
    /// </summary>
    public static class RubbleSegment
    {
        /// <summary>The kind's parameters and how it is built.</summary>
        public static readonly SegmentDefinition Definition = new SegmentDefinition(
            SegmentKind.Rubble,
            "Blocks strewn over level ground: one in each place of a grid, anywhere in it, longer or wider by chance.",
            Build,
            new SegmentParameter("height", "height of a block, each its own", 0.01, 1.0, "leg lengths", false),
            new SegmentParameter("size", "edge of a block, about", 0.25, 2.0, "leg lengths", false),
            new SegmentParameter("cover", "share of the ground under blocks", 0.02, 0.5, "", false),
            new SegmentParameter("length", "length of the segment", 1.0, 20.0, "leg lengths", false));

        static double Build(Lane lane, double x, double limit, Draws draws)
        {
            double length = draws.LengthWithin("length", limit - x);
            double size = draws.Value("size");
            double cover = draws.Value("cover");
            if (length == 0.0)
            {
                return x;
            }
            // A block has the given share of its place, with edges in the ratio of the place's, give or take a fifth.
            double edge = Math.Sqrt(cover);
            double pitch = size / edge;
            int rows = Math.Max(1, (int)Math.Floor(length / pitch));
            int columns = Math.Max(1, (int)Math.Floor(lane.Width / pitch));
            double placeLength = length / rows;
            double placeWidth = lane.Width / columns;
            double least = draws.Least("height");
            double greatest = draws.Greatest("height");
            for (int row = 0; row < rows; row++)
            {
                double x0 = x + row * placeLength;
                for (int column = 0; column < columns; column++)
                {
                    double y0 = lane.Right + column * placeWidth;
                    double stretch = 0.8 + 0.4 * draws.Random.Uniform();
                    double blockLength = placeLength * (edge * stretch);
                    double blockWidth = placeWidth * (edge / stretch);
                    double lowX = x0 + (placeLength - blockLength) * draws.Random.Uniform();
                    double lowY = y0 + (placeWidth - blockWidth) * draws.Random.Uniform();
                    double height = least + (greatest - least) * draws.Random.Uniform();
                    lane.AddBox(SegmentKind.Rubble, lowX, lowX + blockLength, lowY, lowY + blockWidth, height);
                }
            }
            return x + length;
        }
    }
}
