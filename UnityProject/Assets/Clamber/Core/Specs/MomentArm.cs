namespace Clamber.Core
{
    /// <summary>How a muscle pulls on one axis.</summary>
    public sealed class MomentArm
    {
        /// <summary>The axis' name.</summary>
        public string Axis { get; set; }

        /// <summary>Arm, m; the muscle's length shortens by arm per radian.</summary>
        public double Arm { get; set; }
    }
}
