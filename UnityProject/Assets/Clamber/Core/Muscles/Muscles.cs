using System;

namespace Clamber.Core
{
    /// <summary>
    /// The muscles of one body: their activations, and the joint torques they make of them. Tendons are rigid and
    /// moment arms constant, so a fibre's length follows from the joint angles alone.
    /// </summary>
    public sealed class Muscles
    {
        readonly int[][] m_AxesOf;
        readonly double[][] m_Arms;
        readonly double[] m_AtZero;
        readonly double[] m_Optimal;
        readonly double[] m_PerSpeed;
        readonly double[] m_Force;
        readonly double[] m_Passive;

        /// <summary>Relaxed muscles of a body.</summary>
        public Muscles(BodySpec body)
        {
            int count = body.Muscles.Length;
            int axes = body.Axes.Length;
            m_AxesOf = new int[count][];
            m_Arms = new double[count][];
            m_AtZero = new double[count];
            m_Optimal = new double[count];
            m_PerSpeed = new double[count];
            m_Force = new double[count];
            m_Passive = new double[count];
            for (int index = 0; index < count; index++)
            {
                Muscle muscle = body.Muscles[index];
                m_AxesOf[index] = Array.ConvertAll(
                    muscle.MomentArms, arm => Array.FindIndex(body.Axes, axis => axis.Name == arm.Axis));
                m_Arms[index] = Array.ConvertAll(muscle.MomentArms, arm => arm.Arm);
                double length = muscle.NeutralLength;
                for (int arm = 0; arm < m_Arms[index].Length; arm++)
                {
                    double neutral = body.Axes[m_AxesOf[index][arm]].NeutralDeg * Measures.RadiansPerDegree;
                    length += m_Arms[index][arm] * neutral;
                }
                m_AtZero[index] = length / muscle.OptimalLength;
                m_Optimal[index] = muscle.OptimalLength;
                m_PerSpeed[index] = 1.0 / (muscle.OptimalLength * muscle.MaxVelocity);
                m_Force[index] = muscle.Force;
                m_Passive[index] = muscle.PassiveForce;
            }
            Activation = new double[count];
            Torque = new double[axes];
            Stiffness = new double[axes];
            Damping = new double[axes];
        }

        /// <summary>Of each muscle, in [0, 1].</summary>
        public double[] Activation { get; private set; }

        /// <summary>Of each axis after <see cref="Pull"/>, N m.</summary>
        public double[] Torque { get; private set; }

        /// <summary>How the torque falls as the axis turns, N m/rad, after <see cref="Pull"/>.</summary>
        public double[] Stiffness { get; private set; }

        /// <summary>How the torque falls as the axis gets faster, N m s/rad, after <see cref="Pull"/>.</summary>
        public double[] Damping { get; private set; }

        /// <summary>Lets all activation go.</summary>
        public void Relax()
        {
            Array.Clear(Activation, 0, Activation.Length);
        }

        /// <summary>Lets activations follow excitations in [0, 1] for a physics step of dt seconds.</summary>
        public void Follow(double[] excitation, double dt)
        {
            for (int muscle = 0; muscle < Activation.Length; muscle++)
            {
                Activation[muscle] += dt * MuscleCurves.ActivationRate(excitation[muscle], Activation[muscle]);
            }
        }

        /// <summary>
        /// Works out torques and how they fall as the axes move: a muscle's damping stops a light foot within a small
        /// part of a physics step, so torques must be taken at the step's end, which drives do.
        /// </summary>
        /// <param name="position">Joint angles, rad.</param>
        /// <param name="velocity">rad/s.</param>
        /// <param name="strength">Factor on every force.</param>
        public void Pull(double[] position, double[] velocity, double strength)
        {
            Array.Clear(Torque, 0, Torque.Length);
            Array.Clear(Stiffness, 0, Stiffness.Length);
            Array.Clear(Damping, 0, Damping.Length);
            for (int muscle = 0; muscle < Activation.Length; muscle++)
            {
                int[] axes = m_AxesOf[muscle];
                double[] arms = m_Arms[muscle];
                double shortening = 0.0;
                double speed = 0.0;
                for (int arm = 0; arm < arms.Length; arm++)
                {
                    shortening += arms[arm] * position[axes[arm]];
                    speed += arms[arm] * velocity[axes[arm]];
                }
                double length = m_AtZero[muscle] - shortening / m_Optimal[muscle];
                double activeSlope;
                double movingSlope;
                double passiveSlope;
                double active = MuscleCurves.Active(length, out activeSlope);
                double moving = MuscleCurves.ByVelocity(-speed * m_PerSpeed[muscle], out movingSlope);
                double passive = MuscleCurves.Passive(length, m_Passive[muscle], out passiveSlope);
                double share = Activation[muscle];
                double force = strength * m_Force[muscle];
                double tension = force * (share * active * moving + passive);
                double stiffness = Math.Max(share * activeSlope * moving + passiveSlope, 0.0)
                    * force / m_Optimal[muscle];
                double damping = share * active * movingSlope * force * m_PerSpeed[muscle];
                for (int arm = 0; arm < arms.Length; arm++)
                {
                    Torque[axes[arm]] += arms[arm] * tension;
                    Stiffness[axes[arm]] += arms[arm] * arms[arm] * stiffness;
                    Damping[axes[arm]] += arms[arm] * arms[arm] * damping;
                }
            }
        }
    }
}
