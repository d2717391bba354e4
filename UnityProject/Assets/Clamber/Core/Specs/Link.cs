namespace Clamber.Core
{
    /// <summary>A rigid part. At joint angles zero all link frames are parallel to the root's.</summary>
    public sealed class Link
    {
        /// <summary>Unique; left_/right_ mark mirror pairs.</summary>
        public string Name { get; set; }

        /// <summary>
        /// The parent link's name; empty for the root, which comes first. Parents come before children.
        /// </summary>
        public string Parent { get; set; }

        /// <summary>Origin in the parent's frame, m; the link turns about it.</summary>
        public Vector3d Position { get; set; }

        /// <summary>Its solids.</summary>
        public Shape[] Shapes { get; set; }

        /// <summary>Contact with the ground is sensed and wanted.</summary>
        public bool Foot { get; set; }

        /// <summary>Its height is measured (beams, falls).</summary>
        public bool Head { get; set; }

        /// <summary>Touching the ground with it ends the episode where the task says so.</summary>
        public bool Fatal { get; set; }
    }
}
