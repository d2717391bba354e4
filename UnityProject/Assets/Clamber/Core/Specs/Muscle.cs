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

        /// <summary>The axes it pulls on.</summary>
        public MomentArm[] MomentArms { get; set; }
    }
}
