namespace Clamber.Core
{
    /// <summary>One kind of segment on this course.</summary>
    public sealed class SegmentSpec
    {
        /// <summary>What terrain.</summary>
        public SegmentKind Kind { get; set; }

        /// <summary>How often it is drawn, relative to the others.</summary>
        public double Weight { get; set; }

        /// <summary>Exactly the parameters this kind has (see the segment kinds).</summary>
        public ParameterRange[] Parameters { get; set; }
    }
}
