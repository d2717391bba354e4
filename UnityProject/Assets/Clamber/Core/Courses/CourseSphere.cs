namespace Clamber.Core
{
    /// <summary>A static sphere of a course, m (on a lane being built: leg lengths).</summary>
    public struct CourseSphere
    {
        /// <summary>What it belongs to.</summary>
        public SegmentKind Kind;

        /// <summary>x of the centre.</summary>
        public double X;

        /// <summary>y of the centre.</summary>
        public double Y;

        /// <summary>z of the centre.</summary>
        public double Z;

        /// <summary>The radius.</summary>
        public double Radius;

        /// <summary>Makes one.</summary>
        public CourseSphere(SegmentKind kind, double x, double y, double z, double radius)
        {
            Kind = kind;
            X = x;
            Y = y;
            Z = z;
            Radius = radius;
        }
    }
}
