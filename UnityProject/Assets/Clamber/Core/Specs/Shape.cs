namespace Clamber.Core
{
    /// <summary>A solid with mass, rigidly part of a link.</summary>
    public sealed class Shape
    {
        /// <summary>Box, capsule or sphere.</summary>
        public ShapeKind Kind { get; set; }

        /// <summary>Centre in the link's frame, m.</summary>
        public Vector3d Position { get; set; }

        /// <summary>From the shape's frame to the link's.</summary>
        public Quaterniond Rotation { get; set; }

        /// <summary>
        /// Box: edge lengths (x, y, z); capsule: (radius, length of the cylinder between the caps, 0), along the
        /// shape's z; sphere: (radius, 0, 0). All in m.
        /// </summary>
        public Vector3d Size { get; set; }

        /// <summary>Mass, kg, spread evenly over the solid.</summary>
        public double Mass { get; set; }

        /// <summary>Whether it touches the course; a shape that does not only carries mass.</summary>
        public bool Collides { get; set; }
    }
}
