using System;
using Clamber.Core;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>Joints turned by torques within the axes' force limits.</summary>
    public sealed class TorqueActuator : IActuator
    {
        readonly Axis[] m_Specs;
        readonly ArticulationBody[] m_Axes;
        readonly JointTorques m_Joints;
        readonly double[] m_Told;
        double m_Strength = 1.0;

        /// <summary>For the axes of a body and the links that they move.</summary>
        public TorqueActuator(Axis[] specs, ArticulationBody[] axes, JointTorques joints)
        {
            m_Specs = specs;
            m_Axes = axes;
            m_Joints = joints;
            m_Told = new double[axes.Length];
            for (int axis = 0; axis < axes.Length; axis++)
            {
                joints.WithoutDrive(axis);
            }
        }

        /// <inheritdoc/>
        public double[] Told
        {
            get { return m_Told; }
        }

        /// <inheritdoc/>
        public void SetStrength(double strength)
        {
            m_Strength = strength;
        }

        /// <inheritdoc/>
        public void Reset(double[] joints)
        {
            Array.Clear(m_Told, 0, m_Told.Length);
        }

        /// <inheritdoc/>
        public void Tell(double[] control)
        {
            Array.Copy(control, m_Told, m_Told.Length);
        }

        /// <inheritdoc/>
        public void BeforeStep(double dt)
        {
            for (int axis = 0; axis < m_Axes.Length; axis++)
            {
                m_Joints.Turn(axis, Applied(axis));
            }
        }

        /// <inheritdoc/>
        public void AfterStep(double dt, double[] torque, double[] energy)
        {
            for (int axis = 0; axis < m_Axes.Length; axis++)
            {
                double applied = Applied(axis);
                torque[axis] += applied;
                energy[axis] += Math.Abs(applied * m_Axes[axis].jointVelocity[0]) * dt;
            }
        }

        double Applied(int axis)
        {
            double limit = m_Specs[axis].ForceLimit * m_Strength;
            return Math.Min(Math.Max(m_Told[axis], -limit), limit);
        }
    }
}
