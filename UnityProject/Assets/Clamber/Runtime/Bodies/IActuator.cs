namespace Clamber.Runtime
{
    /// <summary>What moves a creature's joints: drives, torques or muscles.</summary>
    public interface IActuator
    {
        /// <summary>What it was told last.</summary>
        double[] Told { get; }

        /// <summary>Sets the factor on the strength of the motors or muscles for an episode.</summary>
        void SetStrength(double strength);

        /// <summary>Begins at rest at these joint angles, rad.</summary>
        void Reset(double[] joints);

        /// <summary>Takes a decision's control: targets in rad, torques in N m, or excitations in [0, 1].</summary>
        void Tell(double[] control);

        /// <summary>Acts on the joints for the next physics step of dt seconds.</summary>
        void BeforeStep(double dt);

        /// <summary>
        /// Adds what was done in the last physics step of dt seconds: torques in N m, work without sign in J.
        /// </summary>
        void AfterStep(double dt, double[] torque, double[] energy);
    }
}
