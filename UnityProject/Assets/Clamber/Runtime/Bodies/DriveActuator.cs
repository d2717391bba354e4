using System;
using Clamber.Core;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>Joints moved by PhysX's drives towards target angles.</summary>
    public sealed class DriveActuator : IActuator
    {
        readonly Axis[] m_Specs;
        readonly ArticulationBody[] m_Axes;
        readonly ArticulationDrive[] m_Drives;
        readonly double[] m_Targets;
        double m_Strength = 1.0;

        /// <summary>For the axes of a body and the links that they move.</summary>
        public DriveActuator(Axis[] specs, ArticulationBody[] axes)
        {
            m_Specs = specs;
            m_Axes = axes;
            m_Drives = Array.ConvertAll(axes, link => link.xDrive);
            m_Targets = new double[axes.Length];
        }

        /// <inheritdoc/>
        public double[] Told
        {
            get { return m_Targets; }
        }

        /// <inheritdoc/>
        public void SetStrength(double strength)
        {
            m_Strength = strength;
            for (int axis = 0; axis < m_Axes.Length; axis++)
            {
                Axis spec = m_Specs[axis];
                m_Drives[axis].stiffness = (float)(spec.Stiffness * strength) * ArticulationBuilder.DriveUnit;
                m_Drives[axis].damping = (float)(spec.Damping * strength) * ArticulationBuilder.DriveUnit;
                m_Drives[axis].forceLimit = (float)(spec.ForceLimit * strength) * ArticulationBuilder.LimitUnit;
                m_Axes[axis].xDrive = m_Drives[axis];
            }
        }

        /// <inheritdoc/>
        public void Reset(double[] joints)
        {
            Tell(joints);
        }

        /// <inheritdoc/>
        public void Tell(double[] control)
        {
            for (int axis = 0; axis < m_Axes.Length; axis++)
            {
                m_Targets[axis] = control[axis];
                m_Drives[axis].target = (float)(control[axis] * Frames.DegreesPerRadian);
                m_Axes[axis].xDrive = m_Drives[axis];
            }
        }

        /// <inheritdoc/>
        public void BeforeStep(double dt)
        {
            // The drives do it.
        }

        /// <inheritdoc/>
        public void AfterStep(double dt, double[] torque, double[] energy)
        {
            for (int axis = 0; axis < m_Axes.Length; axis++)
            {
                // PhysX takes the drive at the end of the step, so this is what it applied.
                Axis spec = m_Specs[axis];
                double velocity = m_Axes[axis].jointVelocity[0];
                double applied = spec.Stiffness * (m_Targets[axis] - m_Axes[axis].jointPosition[0])
                    - spec.Damping * velocity;
                applied = Math.Min(Math.Max(applied, -spec.ForceLimit), spec.ForceLimit) * m_Strength;
                torque[axis] += applied;
                energy[axis] += Math.Abs(applied * velocity) * dt;
            }
        }
    }
}
