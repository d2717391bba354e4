namespace Clamber.Core
{
    /// <summary>A patch of uneven ground, linear between its nodes, m.</summary>
    public sealed class HeightField
    {
        /// <summary>What it belongs to.</summary>
        public SegmentKind Kind { get; set; }

        /// <summary>x of the corner of least x and y.</summary>
        public double X { get; set; }

        /// <summary>y of that corner.</summary>
        public double Y { get; set; }

        /// <summary>Distance between nodes along x.</summary>
        public double Dx { get; set; }

        /// <summary>Distance between nodes along y.</summary>
        public double Dy { get; set; }

        /// <summary>Nodes along x.</summary>
        public int Columns { get; set; }

        /// <summary>Nodes along y.</summary>
        public int Rows { get; set; }

        /// <summary>z of the nodes, column after column.</summary>
        public double[] Heights { get; set; }

        /// <summary>z of the patch's underside.</summary>
        public double Base { get; set; }
    }
}
