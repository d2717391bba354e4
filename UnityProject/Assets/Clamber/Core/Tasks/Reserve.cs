using System;

namespace Clamber.Core
{
    /// <summary>
    /// Stamina: what is left of an agent's energy budget, and how hard a tired body can still pull. Recovery is
    /// constant, work is |torque x velocity|, and strength falls evenly with what is left.
    /// </summary>
    public sealed class Reserve
    {
        readonly ControlMode m_Control;
        readonly Axis[] m_Axes;
        readonly Stamina m_Stamina;
        readonly double m_Capacity;

        /// <summary>A rested agent of a task whose stamina has a capacity.</summary>
        public Reserve(TaskSpec task, Measures measures)
        {
            m_Control = task.Control;
            m_Axes = task.Body.Axes;
            m_Stamina = task.Stamina;
            m_Capacity = task.Stamina.Capacity * measures.Mass;
            Left = 1.0;
        }

        /// <summary>Share that is left, from 1, rested, to 0, spent.</summary>
        public double Left { get; private set; }

        /// <summary>Share of its strength that the agent has.</summary>
        public double Strength
        {
            get { return m_Stamina.Weakest + (1.0 - m_Stamina.Weakest) * Left; }
        }

        /// <summary>Whether a task's agents tire.</summary>
        public static bool Has(TaskSpec task)
        {
            return task.Stamina != null && task.Stamina.Capacity > 0.0;
        }

        /// <summary>
        /// Lets the agent pull with no more than its strength's share of what it is asked to: drive targets are brought
        /// nearer until at the start of the decision stiffness (target - angle) - damping velocity, within the limit,
        /// is that share of what it would be (a motor's own strength scales all of these and drops out); torques and
        /// excitations are multiplied by it.
        /// </summary>
        public void Weaken(double[] control, BodyState state)
        {
            double strength = Strength;
            for (int index = 0; index < control.Length; index++)
            {
                if (m_Control != ControlMode.DriveTarget)
                {
                    control[index] *= strength;
                    continue;
                }
                // Where the drive would not pull at all, and how far ahead of that its target may be.
                Axis axis = m_Axes[index];
                bool springs = axis.Stiffness > 0.0;
                double lag = springs ? axis.Damping / axis.Stiffness : 0.0;
                double reach = springs ? axis.ForceLimit / axis.Stiffness : double.PositiveInfinity;
                double idle = state.JointPosition[index] + lag * state.JointVelocity[index];
                double ahead = Math.Min(Math.Max(control[index] - idle, -reach), reach);
                control[index] = idle + strength * ahead;
            }
        }

        /// <summary>Takes the work of so many seconds out of the reserve, and lets it recover.</summary>
        public void Spend(BodyState state, double seconds)
        {
            double work = 0.0;
            foreach (double energy in state.JointEnergy)
            {
                work += energy;
            }
            double change = m_Stamina.Recovery / m_Stamina.Capacity * seconds - work / m_Capacity;
            Left = Math.Min(Math.Max(Left + change, 0.0), 1.0);
        }

        /// <summary>Fills it up.</summary>
        public void Rest()
        {
            Left = 1.0;
        }
    }
}
