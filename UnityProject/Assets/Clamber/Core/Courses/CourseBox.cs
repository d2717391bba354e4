namespace Clamber.Core
{
    /// <summary>A static box of a course, aligned with the axes, m.</summary>
    public struct CourseBox
    {
        /// <summary>What it belongs to.</summary>
        public SegmentKind Kind;

        /// <summary>The centre.</summary>
        public Vector3d Center;

        /// <summary>Half the edges.</summary>
        public Vector3d HalfSize;

        /// <summary>Makes one.</summary>
        public CourseBox(SegmentKind kind, Vector3d center, Vector3d halfSize)
        {
            Kind = kind;
            Center = center;
            HalfSize = halfSize;
        }
    }
}
