using System;
using System.Collections.Generic;
using Clamber.Core;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>A built body: poses it, drives it, and reads its state, in its lane's frame.</summary>
    public sealed class Creature
    {
        // Faster than this (m/s or rad/s) it has exploded.
        const double k_SpeedBound = 2000.0;

        readonly BodySpec m_Body;
        readonly Transform m_Lane;
        readonly ArticulationBody[] m_Links;
        readonly ArticulationBody[] m_Axes;
        readonly ArticulationBody[] m_Slides;
        readonly LinkContact[] m_Feet;
        readonly LinkContact[] m_Contacts;
        readonly bool[] m_FootTouched;
        readonly float[] m_Masses;
        readonly Vector3d[] m_Moments;
        readonly JointTorques m_Joints;
        readonly IActuator m_Actuator;
        readonly double[] m_TorqueSum;
        readonly double[] m_Energy;
        double m_ExtraGravity;
        bool m_FatalTouched;
        int m_Steps;

        /// <summary>Takes over what the builder has built.</summary>
        public Creature(
            BodySpec body, Transform lane, IDictionary<string, ArticulationBody> links, List<Vector3d> moments,
            List<ArticulationBody> slides, ControlMode control)
        {
            m_Body = body;
            m_Lane = lane;
            m_Links = Array.ConvertAll(body.Links, link => links[link.Name]);
            m_Axes = Array.ConvertAll(body.Axes, axis => links[axis.Link]);
            m_Slides = slides.ToArray();
            m_Feet = Contacts(link => link.Foot);
            m_Contacts = Contacts(link => link.Fatal);
            m_FootTouched = new bool[m_Feet.Length];
            m_Masses = Array.ConvertAll(m_Links, link => link.mass);
            m_Moments = moments.ToArray();
            m_Joints = new JointTorques(body, lane, m_Links);
            m_Actuator = ActuatorFor(control);
            m_TorqueSum = new double[m_Axes.Length];
            m_Energy = new double[m_Axes.Length];
        }

        /// <summary>The links, in the body's order.</summary>
        public IList<ArticulationBody> Links
        {
            get { return m_Links; }
        }

        /// <summary>The link that each axis moves, in the order of the actions.</summary>
        public IList<ArticulationBody> Axes
        {
            get { return m_Axes; }
        }

        /// <summary>What it was told last: targets in rad, torques in N m, or excitations.</summary>
        public double[] Told
        {
            get { return m_Actuator.Told; }
        }

        ArticulationBody Root
        {
            get { return m_Links[0]; }
        }

        /// <summary>
        /// Sets masses and the motors' strength for an episode, and gravity's difference from the scene's.
        /// </summary>
        public void SetPhysics(EpisodePhysics physics)
        {
            m_ExtraGravity = physics.Gravity + Physics.gravity.y;
            for (int link = 0; link < m_Links.Length; link++)
            {
                m_Links[link].mass = m_Masses[link] * (float)physics.MassScale;
                m_Links[link].inertiaTensor = Inertias.ToUnity(m_Moments[link], physics.MassScale);
            }
            m_Actuator.SetStrength(physics.MotorStrength);
        }

        /// <summary>Puts the body at a pose, joints at rest, drives holding them, muscles relaxed.</summary>
        /// <param name="position">Of the root's origin in the lane, m.</param>
        /// <param name="rotation">Of the root in the lane.</param>
        /// <param name="velocity">Of the root, m/s.</param>
        /// <param name="joints">rad.</param>
        public void Reset(Vector3d position, Quaterniond rotation, Vector3d velocity, double[] joints)
        {
            if (m_Body.Planar)
            {
                SetJoint(m_Slides[0], position.X, velocity.X);
                SetJoint(m_Slides[1], position.Z, velocity.Z);
                SetJoint(Root, 2.0 * Math.Atan2(rotation.Y, rotation.W), 0.0);
            }
            else
            {
                Root.TeleportRoot(
                    m_Lane.TransformPoint(Frames.ToUnity(position)), m_Lane.rotation * Frames.ToUnity(rotation));
                Root.linearVelocity = m_Lane.TransformDirection(Frames.ToUnity(velocity));
                Root.angularVelocity = Vector3.zero;
            }
            for (int axis = 0; axis < m_Axes.Length; axis++)
            {
                SetJoint(m_Axes[axis], joints[axis], 0.0);
            }
            m_Joints.Reset(position, rotation, joints);
            m_Actuator.Reset(joints);
            foreach (ArticulationBody link in m_Links)
            {
                LinkContact contact = link.GetComponent<LinkContact>();
                if (contact != null)
                {
                    contact.Take();
                }
            }
            BeginDecision();
        }

        /// <summary>Tells the drives their targets in rad, joints torques in N m, or muscles excitations.</summary>
        public void Drive(double[] control)
        {
            m_Actuator.Tell(control);
        }

        /// <summary>Turns the joints or lets muscles pull, where drives do not; before each physics step.</summary>
        public void Act(double dt)
        {
            m_Actuator.BeforeStep(dt);
        }

        /// <summary>Changes the root's velocity, m/s.</summary>
        public void Push(Vector3d change)
        {
            if (m_Body.Planar)
            {
                SetVelocity(m_Slides[0], m_Slides[0].jointVelocity[0] + change.X);
                SetVelocity(m_Slides[1], m_Slides[1].jointVelocity[0] + change.Z);
                return;
            }
            Root.linearVelocity += m_Lane.TransformDirection(Frames.ToUnity(change));
        }

        /// <summary>Forgets what was summed up over the last decision.</summary>
        public void BeginDecision()
        {
            Array.Clear(m_TorqueSum, 0, m_TorqueSum.Length);
            Array.Clear(m_Energy, 0, m_Energy.Length);
            m_FatalTouched = false;
            m_Steps = 0;
        }

        /// <summary>Pulls with the part of gravity that is the episode's own; before each physics step.</summary>
        public void ApplyGravity()
        {
            if (Math.Abs(m_ExtraGravity) < 1e-6)
            {
                return;
            }
            Vector3 extra = new Vector3(0f, (float)-m_ExtraGravity, 0f);
            foreach (ArticulationBody link in m_Links)
            {
                link.AddForce(extra, ForceMode.Acceleration);
            }
        }

        /// <summary>
        /// Sums up torques, energy and contacts after a physics step of <paramref name="dt"/> seconds.
        /// </summary>
        public void AfterPhysicsStep(double dt)
        {
            m_Steps++;
            m_Joints.AfterStep();
            m_Actuator.AfterStep(dt, m_TorqueSum, m_Energy);
            for (int foot = 0; foot < m_Feet.Length; foot++)
            {
                m_FootTouched[foot] = m_Feet[foot].Take();
                m_FatalTouched |= m_FootTouched[foot] && Array.IndexOf(m_Contacts, m_Feet[foot]) >= 0;
            }
            foreach (LinkContact contact in m_Contacts)
            {
                m_FatalTouched |= contact.Take();
            }
        }

        /// <summary>Fills the state of the body after the decision's physics steps.</summary>
        public void Read(BodyState state)
        {
            Transform root = Root.transform;
            Vector3 arm = root.position - Root.worldCenterOfMass;
            Vector3 velocity = Root.linearVelocity + Vector3.Cross(Root.angularVelocity, arm);
            Quaterniond rotation = Frames.FromUnity(Quaternion.Inverse(m_Lane.rotation) * root.rotation);
            state.RootPosition = Frames.FromUnity(m_Lane.InverseTransformPoint(root.position));
            state.RootRotation = rotation.Normalized;
            state.RootLinearVelocity = Frames.FromUnity(m_Lane.InverseTransformDirection(velocity));
            state.RootAngularVelocity = Frames.TurnFromUnity(root.InverseTransformDirection(Root.angularVelocity));
            for (int axis = 0; axis < m_Axes.Length; axis++)
            {
                state.JointPosition[axis] = m_Axes[axis].jointPosition[0];
                state.JointVelocity[axis] = m_Axes[axis].jointVelocity[0];
                state.JointTorque[axis] = m_TorqueSum[axis] / Math.Max(m_Steps, 1);
                state.JointEnergy[axis] = m_Energy[axis];
            }
            Array.Copy(m_FootTouched, state.FootContact, m_FootTouched.Length);
            state.FatalContact = m_FatalTouched;
            state.Finite = IsFinite(state);
        }

        IActuator ActuatorFor(ControlMode control)
        {
            switch (control)
            {
                case ControlMode.Muscle:
                    return new MuscleActuator(m_Body, m_Axes, m_Joints);
                case ControlMode.Torque:
                    return new TorqueActuator(m_Body.Axes, m_Axes, m_Joints);
                default:
                    return new DriveActuator(m_Body.Axes, m_Axes);
            }
        }

        static bool IsFinite(BodyState state)
        {
            Vector3d p = state.RootPosition;
            Quaterniond q = state.RootRotation;
            double fastest = Fastest(state.RootLinearVelocity) + Fastest(state.RootAngularVelocity);
            double sum = p.X + p.Y + p.Z + q.W + q.X + q.Y + q.Z;
            for (int axis = 0; axis < state.JointVelocity.Length; axis++)
            {
                sum += state.JointPosition[axis];
                fastest += Math.Abs(state.JointVelocity[axis]);
            }
            // A comparison with NaN is false.
            return Math.Abs(sum) < double.PositiveInfinity && fastest < k_SpeedBound;
        }

        static double Fastest(Vector3d v)
        {
            return Math.Abs(v.X) + Math.Abs(v.Y) + Math.Abs(v.Z);
        }

        static void SetJoint(ArticulationBody joint, double position, double velocity)
        {
            joint.jointPosition = new ArticulationReducedSpace((float)position);
            SetVelocity(joint, velocity);
        }

        static void SetVelocity(ArticulationBody joint, double velocity)
        {
            joint.jointVelocity = new ArticulationReducedSpace((float)velocity);
        }

        LinkContact[] Contacts(Predicate<Link> wanted)
        {
            List<LinkContact> found = new List<LinkContact>();
            for (int link = 0; link < m_Links.Length; link++)
            {
                if (wanted(m_Body.Links[link]))
                {
                    found.Add(m_Links[link].GetComponent<LinkContact>());
                }
            }
            return found.ToArray();
        }
    }
}
