using System;

namespace Clamber.Core
{
    /// <summary>One body after the last physics step, in the lane's frame unless said otherwise.</summary>
    public sealed class BodyState
    {
        /// <summary>A body at the origin, upright, at rest.</summary>
        public BodyState(Measures measures)
        {
            RootRotation = Quaterniond.Identity;
            JointPosition = new double[measures.Axes];
            JointVelocity = new double[measures.Axes];
            JointTorque = new double[measures.Axes];
            JointEnergy = new double[measures.Axes];
            FootContact = new bool[measures.Feet];
            Finite = true;
        }

        /// <summary>Of the root link's origin, m.</summary>
        public Vector3d RootPosition { get; set; }

        /// <summary>From root to lane.</summary>
        public Quaterniond RootRotation { get; set; }

        /// <summary>Of the root link's origin, m/s.</summary>
        public Vector3d RootLinearVelocity { get; set; }

        /// <summary>In the root's frame, rad/s.</summary>
        public Vector3d RootAngularVelocity { get; set; }

        /// <summary>rad.</summary>
        public double[] JointPosition { get; private set; }

        /// <summary>rad/s.</summary>
        public double[] JointVelocity { get; private set; }

        /// <summary>The drives' torque, averaged over the physics steps of the decision, N m.</summary>
        public double[] JointTorque { get; private set; }

        /// <summary>Integral of |torque x velocity| over the decision, J.</summary>
        public double[] JointEnergy { get; private set; }

        /// <summary>Whether each foot link touched the course in the last physics step, in link order.</summary>
        public bool[] FootContact { get; private set; }

        /// <summary>Whether any fatal link touched the course in the decision.</summary>
        public bool FatalContact { get; set; }

        /// <summary>False where the simulation broke; the other entries are then meaningless.</summary>
        public bool Finite { get; set; }

        /// <summary>A body at a pose, joints at rest, touching nothing.</summary>
        public void Rest(Vector3d position, Quaterniond rotation, Vector3d velocity, double[] joints)
        {
            RootPosition = position;
            RootRotation = rotation;
            RootLinearVelocity = velocity;
            RootAngularVelocity = new Vector3d(0.0, 0.0, 0.0);
            Array.Copy(joints, JointPosition, joints.Length);
            Array.Clear(JointVelocity, 0, JointVelocity.Length);
            Array.Clear(JointTorque, 0, JointTorque.Length);
            Array.Clear(JointEnergy, 0, JointEnergy.Length);
            Array.Clear(FootContact, 0, FootContact.Length);
            FatalContact = false;
            Finite = true;
        }
    }
}
