namespace Clamber.Core
{
    /// <summary>Floor and ceiling on a grid of points, the same for every engine, m.</summary>
    public sealed class Raster
    {
        /// <summary>Floor height where there is no floor, in leg lengths.</summary>
        public const double HoleFloor = -2.0;

        /// <summary>Ceiling height where there is no ceiling, in leg lengths.</summary>
        public const double OpenSky = 4.0;

        /// <summary>x of the first cell's centre.</summary>
        public double X { get; set; }

        /// <summary>y of the first cell's centre.</summary>
        public double Y { get; set; }

        /// <summary>Distance between cell centres along x.</summary>
        public double Dx { get; set; }

        /// <summary>Distance between cell centres along y.</summary>
        public double Dy { get; set; }

        /// <summary>Cells along x.</summary>
        public int Columns { get; set; }

        /// <summary>Cells along y.</summary>
        public int Rows { get; set; }

        /// <summary>z of the ground at each cell's centre, column after column.</summary>
        public float[] Floor { get; set; }

        /// <summary>z of the lowest underside above head room there.</summary>
        public float[] Ceiling { get; set; }
    }
}
