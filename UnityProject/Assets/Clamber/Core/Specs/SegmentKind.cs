namespace Clamber.Core
{
    /// <summary>The kinds of terrain.</summary>
    public enum SegmentKind
    {
        /// <summary>Level ground.</summary>
        Flat = 0,

        /// <summary>Uneven ground: a height field whose nodes are drawn evenly, level at both ends.</summary>
        Rough = 1,

        /// <summary>A ramp up, a level top, a ramp down.</summary>
        Slope = 2,

        /// <summary>Steps up, a top of two treads, and as many steps down; fewer where the finish is near.</summary>
        Stairs = 3,

        /// <summary>Bars across the lane, each after a stretch of level ground.</summary>
        Hurdles = 4,

        /// <summary>Holes across the whole lane, each after a platform.</summary>
        Gaps = 5,

        /// <summary>Blocks across the lane, each after a stretch of level ground.</summary>
        Platforms = 6,

        /// <summary>Rows of square stones in a hole; every row is shifted sideways by chance.</summary>
        SteppingStones = 7,

        /// <summary>Walls too high to climb, each with an opening, left and right of the middle in turn.</summary>
        Slalom = 8,

        /// <summary>Bars across the lane to duck under; how low they hang goes by the body's own height.</summary>
        Beams = 9,

        /// <summary>
        /// Blocks strewn over level ground: one in each place of a grid, anywhere in it, longer or wider by chance.
        /// </summary>
        Rubble = 10,

        /// <summary>A bridge over a hole, up to half way off the middle of the lane.</summary>
        NarrowBridge = 11,

        /// <summary>
        /// Spheres in rows, radius a constant plus an exponential variate, buried in part or resting on the ground.
        /// </summary>
        Boulders = 12,
    }
}
