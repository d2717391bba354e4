using System;
using Clamber.Core;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>
    /// Joints pulled by muscles. How a torque falls while the joint moves within a physics step is left to PhysX's
    /// drive, which takes it at the step's end; the rest is a plain torque.
    /// </summary>
    public sealed class MuscleActuator : IActuator
    {
        readonly ArticulationBody[] m_Axes;
        readonly JointTorques m_Joints;
        readonly Muscles m_Muscles;
        readonly ArticulationDrive[] m_Drives;
        readonly double[] m_Excitation;
        readonly double[] m_Position;
        readonly double[] m_Velocity;
        double m_Strength = 1.0;

        /// <summary>For a body and the links that its axes move.</summary>
        public MuscleActuator(BodySpec body, ArticulationBody[] axes, JointTorques joints)
        {
            m_Axes = axes;
            m_Joints = joints;
            m_Muscles = new Muscles(body);
            m_Drives = new ArticulationDrive[axes.Length];
            m_Excitation = new double[body.Muscles.Length];
            m_Position = new double[axes.Length];
            m_Velocity = new double[axes.Length];
            for (int axis = 0; axis < axes.Length; axis++)
            {
                m_Drives[axis] = joints.WithoutDrive(axis);
            }
        }

        /// <inheritdoc/>
        public double[] Told
        {
            get { return m_Excitation; }
        }

        /// <inheritdoc/>
        public void SetStrength(double strength)
        {
            m_Strength = strength;
        }

        /// <inheritdoc/>
        public void Reset(double[] joints)
        {
            m_Muscles.Relax();
            Array.Clear(m_Excitation, 0, m_Excitation.Length);
        }

        /// <inheritdoc/>
        public void Tell(double[] control)
        {
            Array.Copy(control, m_Excitation, m_Excitation.Length);
        }

        /// <inheritdoc/>
        public void BeforeStep(double dt)
        {
            for (int axis = 0; axis < m_Axes.Length; axis++)
            {
                m_Position[axis] = m_Axes[axis].jointPosition[0];
                m_Velocity[axis] = m_Axes[axis].jointVelocity[0];
            }
            m_Muscles.Pull(m_Position, m_Velocity, m_Strength);
            for (int axis = 0; axis < m_Axes.Length; axis++)
            {
                double damping = m_Muscles.Damping[axis];
                m_Drives[axis].stiffness = (float)m_Muscles.Stiffness[axis] * ArticulationBuilder.DriveUnit;
                m_Drives[axis].damping = (float)damping * ArticulationBuilder.DriveUnit;
                m_Drives[axis].target = (float)(m_Position[axis] * Frames.DegreesPerRadian);
                m_Axes[axis].xDrive = m_Drives[axis];
                m_Joints.Turn(axis, m_Muscles.Torque[axis] + damping * m_Velocity[axis]);
            }
            m_Muscles.Follow(m_Excitation, dt);
        }

        /// <inheritdoc/>
        public void AfterStep(double dt, double[] torque, double[] energy)
        {
            // Muscles pull by what they feel before a step, as in Python.
            for (int axis = 0; axis < m_Axes.Length; axis++)
            {
                torque[axis] += m_Muscles.Torque[axis];
                energy[axis] += Math.Abs(m_Muscles.Torque[axis] * m_Velocity[axis]) * dt;
            }
        }
    }
}
