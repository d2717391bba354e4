using System;

namespace Clamber.Core
{
    /// <summary>From one agent's actions to what its drives are told: range, control mode, delay.</summary>
    public sealed class Actuation
    {
        readonly ControlMode m_Mode;
        readonly Measures m_Measures;
        readonly double m_Range;
        double[][] m_Past;
        int m_Now;
        int m_Delay;

        /// <summary>For an agent of a task.</summary>
        public Actuation(TaskSpec task, Measures measures)
        {
            m_Mode = task.Control;
            m_Measures = measures;
            m_Range = task.ActionRangeDeg * Measures.RadiansPerDegree;
            m_Past = new[] { new double[measures.Actions] };
            Control = new double[measures.Actions];
        }

        /// <summary>Drive targets in rad, torques in N m, or excitations in [0, 1], one per action.</summary>
        public double[] Control { get; private set; }

        /// <summary>Fills <see cref="Control"/> from actions in [-1, 1].</summary>
        public void Act(double[] action)
        {
            m_Now = (m_Now + 1) % m_Past.Length;
            Array.Copy(action, m_Past[m_Now], action.Length);
            double[] due = m_Past[(m_Now + m_Past.Length - m_Delay) % m_Past.Length];
            for (int index = 0; index < due.Length; index++)
            {
                Control[index] = ToControl(due[index], index);
            }
        }

        /// <summary>Begins an episode: no past actions, a lag of so many decisions.</summary>
        public void Reset(int delay)
        {
            m_Delay = delay;
            if (delay >= m_Past.Length)
            {
                m_Past = new double[delay + 1][];
                for (int index = 0; index <= delay; index++)
                {
                    m_Past[index] = new double[m_Measures.Actions];
                }
            }
            foreach (double[] past in m_Past)
            {
                Array.Clear(past, 0, past.Length);
            }
            m_Now = 0;
        }

        double ToControl(double action, int index)
        {
            switch (m_Mode)
            {
                case ControlMode.DriveTarget:
                    double target = action * m_Range + m_Measures.Neutral[index];
                    return Math.Min(Math.Max(target, m_Measures.Lower[index]), m_Measures.Upper[index]);
                case ControlMode.Torque:
                    return action * m_Measures.ForceLimit[index];
                default:
                    return (action + 1.0) * 0.5;
            }
        }
    }
}
