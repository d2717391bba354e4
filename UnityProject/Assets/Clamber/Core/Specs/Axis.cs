namespace Clamber.Core
{
    /// <summary>
    /// One actuated degree of freedom: a link turns about a line through its origin, relative to its parent. A link has
    /// at most one axis (a hip with three axes is three links, as in a real robot): turns about one axis at a time mean
    /// the same in every engine, spherical joint coordinates do not. A link without an axis is welded. The drive's
    /// torque is stiffness * (target - angle) - damping * velocity, within the force limit.
    /// </summary>
    public sealed class Axis
    {
        /// <summary>Unique; left_/right_ mark mirror pairs.</summary>
        public string Name { get; set; }

        /// <summary>The link it moves.</summary>
        public string Link { get; set; }

        /// <summary>Unit vector in the link's frame.</summary>
        public Vector3d Direction { get; set; }

        /// <summary>Lower and upper limit, degrees.</summary>
        public Vector2d RangeDeg { get; set; }

        /// <summary>The angle in the standing pose and the zero of the action, degrees.</summary>
        public double NeutralDeg { get; set; }

        /// <summary>Stiffness, N m/rad.</summary>
        public double Stiffness { get; set; }

        /// <summary>Damping, N m s/rad.</summary>
        public double Damping { get; set; }

        /// <summary>Force limit, N m.</summary>
        public double ForceLimit { get; set; }
    }
}
