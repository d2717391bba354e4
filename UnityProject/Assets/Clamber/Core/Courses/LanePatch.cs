namespace Clamber.Core
{
    /// <summary>
    /// A height field on a lane being built, in leg lengths, its underside at minus the ground's depth.
    /// </summary>
    public struct LanePatch
    {
        /// <summary>What it belongs to.</summary>
        public SegmentKind Kind;

        /// <summary>Least x.</summary>
        public double X;

        /// <summary>Least y.</summary>
        public double Y;

        /// <summary>Distance between nodes along x.</summary>
        public double Dx;

        /// <summary>Distance between nodes along y.</summary>
        public double Dy;

        /// <summary>Nodes along x.</summary>
        public int Columns;

        /// <summary>Nodes along y.</summary>
        public int Rows;

        /// <summary>z of the nodes, column after column.</summary>
        public double[] Heights;
    }
}
