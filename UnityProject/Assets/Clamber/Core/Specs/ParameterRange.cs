namespace Clamber.Core
{
    /// <summary>A segment's parameter, drawn evenly between two ends that move with difficulty.</summary>
    public sealed class ParameterRange
    {
        /// <summary>The parameter, as the segment kind names it ("height", "depth", ...).</summary>
        public string Name { get; set; }

        /// <summary>Lower and upper end at difficulty 0.</summary>
        public Vector2d Easy { get; set; }

        /// <summary>
        /// Lower and upper end at difficulty 1 (need not be ordered against easy: openings get narrower).
        /// </summary>
        public Vector2d Hard { get; set; }
    }
}
