namespace Clamber.Core
{
    /// <summary>The physics of one episode.</summary>
    public struct EpisodePhysics
    {
        /// <summary>Coulomb coefficient of all contacts.</summary>
        public double Friction;

        /// <summary>Factor on masses and inertias.</summary>
        public double MassScale;

        /// <summary>Factor on stiffness, damping and force limit.</summary>
        public double MotorStrength;

        /// <summary>m/s^2 downwards.</summary>
        public double Gravity;

        /// <summary>Decisions by which actions lag.</summary>
        public int ActionDelay;

        /// <summary>The largest sudden change of velocity, m/s.</summary>
        public double PushSpeed;
    }
}
