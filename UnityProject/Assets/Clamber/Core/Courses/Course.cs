namespace Clamber.Core
{
    /// <summary>A lane of terrain: x forward from the start line at 0, y left from the middle, z up. Metres.</summary>
    public sealed class Course
    {
        /// <summary>What it was drawn from.</summary>
        public ulong Seed { get; set; }

        /// <summary>In [0, 1].</summary>
        public double Difficulty { get; set; }

        /// <summary>Metres per leg length.</summary>
        public double Scale { get; set; }

        /// <summary>From the start line to the finish.</summary>
        public double Length { get; set; }

        /// <summary>Width of the lane.</summary>
        public double Width { get; set; }

        /// <summary>Static boxes.</summary>
        public CourseBox[] Boxes { get; set; }

        /// <summary>Static spheres.</summary>
        public CourseSphere[] Spheres { get; set; }

        /// <summary>Where the ground is not made of boxes.</summary>
        public HeightField[] HeightFields { get; set; }

        /// <summary>From start to finish.</summary>
        public CourseSegment[] Segments { get; set; }

        /// <summary>What the terrain sense reads.</summary>
        public Raster Raster { get; set; }
    }
}
