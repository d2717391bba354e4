namespace Clamber.Core
{
    /// <summary>What differs between episodes, drawn evenly. A range with equal ends is a constant.</summary>
    public sealed class Randomisation
    {
        /// <summary>Start angles, each up to this far from neutral, degrees.</summary>
        public double JointNoiseDeg { get; set; }

        /// <summary>Start heading, up to this far from forward, degrees.</summary>
        public double YawNoiseDeg { get; set; }

        /// <summary>Start velocity of the root in the plane, up to this, m/s.</summary>
        public double VelocityNoise { get; set; }

        /// <summary>Coulomb coefficient of all contacts.</summary>
        public Vector2d Friction { get; set; }

        /// <summary>Multiplies every mass and inertia.</summary>
        public Vector2d MassScale { get; set; }

        /// <summary>Multiplies stiffness, damping and force limit.</summary>
        public Vector2d MotorStrength { get; set; }

        /// <summary>Multiplies 9.81 m/s^2.</summary>
        public Vector2d GravityScale { get; set; }

        /// <summary>Decisions by which actions lag, drawn as a whole number from x to y.</summary>
        public Vector2d ActionDelay { get; set; }

        /// <summary>A sudden change of the root's horizontal velocity, up to this, m/s; 0: none.</summary>
        public double PushSpeed { get; set; }

        /// <summary>Seconds between pushes.</summary>
        public double PushInterval { get; set; }
    }
}
