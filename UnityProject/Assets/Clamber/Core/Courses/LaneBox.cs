namespace Clamber.Core
{
    /// <summary>A box on a lane being built, aligned with the axes, in leg lengths.</summary>
    public struct LaneBox
    {
        /// <summary>What it belongs to.</summary>
        public SegmentKind Kind;

        /// <summary>Least x.</summary>
        public double X0;

        /// <summary>Least y.</summary>
        public double Y0;

        /// <summary>Underside.</summary>
        public double Z0;

        /// <summary>Greatest x.</summary>
        public double X1;

        /// <summary>Greatest y.</summary>
        public double Y1;

        /// <summary>Top.</summary>
        public double Z1;

        /// <summary>Makes one from its least and greatest corner.</summary>
        public LaneBox(SegmentKind kind, double x0, double y0, double z0, double x1, double y1, double z1)
        {
            Kind = kind;
            X0 = x0;
            Y0 = y0;
            Z0 = z0;
            X1 = x1;
            Y1 = y1;
            Z1 = z1;
        }
    }
}
