namespace Clamber.Core
{
    /// <summary>A muscle after MuJoCo's model, acting on one or two axes with constant moment arms.</summary>
    public sealed class Muscle
    {
        /// <summary>Unique.</summary>
        public string Name { get; set; }

        /// <summary>Peak isometric force, N.</summary>
        public double Force { get; set; }

        /// <summary>Fibre length of greatest force, m.</summary>
        public double OptimalLength { get; set; }

        /// <summary>Fibre length at the axes' neutral angles, m.</summary>
        public double NeutralLength { get; set; }

        /// <summary>Shortening velocity at which no force is left, optimal lengths per second.</summary>
        public double MaxVelocity { get; set; }

        /// <summary>Of the stretched muscle at rest, as a share of its force, at 1.45 optimal lengths.</summary>
        public double PassiveForce { get; set; }

        /// <summary>The axes it pulls on.</summary>
        public MomentArm[] MomentArms { get; set; }
    }
}
