namespace Clamber.Core
{
    /// <summary>Where the terrain is sampled, in leg lengths in the body's heading frame.</summary>
    public sealed class TerrainSense
    {
        /// <summary>X of the floor samples.</summary>
        public double[] FloorForward { get; set; }

        /// <summary>Y of the floor samples; the floor is sampled at every (x, y) pair, x outer.</summary>
        public double[] FloorSide { get; set; }

        /// <summary>X of the ceiling samples, at y = 0.</summary>
        public double[] CeilingForward { get; set; }
    }
}
