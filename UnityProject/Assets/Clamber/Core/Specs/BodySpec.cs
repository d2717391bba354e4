namespace Clamber.Core
{
    /// <summary>A creature's plan, as saved in Bodies/NAME.asset.</summary>
    public sealed class BodySpec
    {
        /// <summary>One sentence for the designer.</summary>
        public string Description { get; set; }

        /// <summary>The root moves in the vertical plane only (forward, up, pitch).</summary>
        public bool Planar { get; set; }

        /// <summary>Links that are not parent and child collide with each other.</summary>
        public bool SelfCollision { get; set; }

        /// <summary>Height of the root's origin over flat ground in the neutral pose, m.</summary>
        public double StandingHeight { get; set; }

        /// <summary>Leg length, m; the unit of courses and of the terrain sense.</summary>
        public double LegLength { get; set; }

        /// <summary>Root first, parents before children.</summary>
        public Link[] Links { get; set; }

        /// <summary>The actuated degrees of freedom, in the order of the actions.</summary>
        public Axis[] Axes { get; set; }

        /// <summary>Empty unless the body is driven by muscles.</summary>
        public Muscle[] Muscles { get; set; }
    }
}
