namespace Clamber.Core
{
    /// <summary>A lane of terrain, as saved in Courses/NAME.asset. All lengths are in leg lengths.</summary>
    public sealed class CourseSpec
    {
        /// <summary>One sentence for the designer.</summary>
        public string Description { get; set; }

        /// <summary>Of the lane, from the start line at x = 0 to the finish.</summary>
        public double Length { get; set; }

        /// <summary>Of the lane, centred on y = 0.</summary>
        public double Width { get; set; }

        /// <summary>Flat ground ahead of the start line before the first segment (as much lies behind it).</summary>
        public double StartLength { get; set; }

        /// <summary>Flat ground between two segments, drawn evenly.</summary>
        public Vector2d Spacing { get; set; }

        /// <summary>How kinds follow each other.</summary>
        public Arrangement Arrangement { get; set; }

        /// <summary>
        /// The share of the course's difficulty met at the start line; it grows evenly to 1 at the finish. 1: the same
        /// all along.
        /// </summary>
        public double DifficultyAtStart { get; set; }

        /// <summary>The kinds.</summary>
        public SegmentSpec[] Segments { get; set; }
    }
}
