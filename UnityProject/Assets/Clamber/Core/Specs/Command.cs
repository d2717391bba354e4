namespace Clamber.Core
{
    /// <summary>What the creature is asked to do.</summary>
    public sealed class Command
    {
        /// <summary>M/s along the commanded heading, drawn evenly each time.</summary>
        public Vector2d TargetSpeed { get; set; }

        /// <summary>Commanded heading relative to the lane, drawn evenly each time, degrees.</summary>
        public Vector2d HeadingDeg { get; set; }

        /// <summary>A new command after this long; 0: one per episode.</summary>
        public double ResampleSeconds { get; set; }
    }
}
