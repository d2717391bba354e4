namespace Clamber.Core
{
    /// <summary>One stretch of a course.</summary>
    public struct CourseSegment
    {
        /// <summary>What terrain.</summary>
        public SegmentKind Kind;

        /// <summary>Where it begins, m.</summary>
        public double Start;

        /// <summary>Where it ends, m.</summary>
        public double End;

        /// <summary>The local difficulty it was made with.</summary>
        public double Difficulty;
    }
}
