namespace Clamber.Core
{
    /// <summary>What an action in [-1, 1] means for its axis (or muscle).</summary>
    public enum ControlMode
    {
        /// <summary>Offset of the drive's target from the neutral angle.</summary>
        DriveTarget = 0,

        /// <summary>Share of the axis' force limit.</summary>
        Torque = 1,

        /// <summary>Excitation, (action + 1) / 2.</summary>
        Muscle = 2,
    }
}
