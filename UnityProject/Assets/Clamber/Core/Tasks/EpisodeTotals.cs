using System;

namespace Clamber.Core
{
    /// <summary>What is counted over an agent's episode and told at its end.</summary>
    public sealed class EpisodeTotals
    {
        readonly double m_Dt;
        readonly Measures m_Measures;

        /// <summary>Nothing yet; <paramref name="dt"/> is the time between decisions, s.</summary>
        public EpisodeTotals(double dt, Measures measures)
        {
            m_Dt = dt;
            m_Measures = measures;
        }

        /// <summary>Sum of the rewards.</summary>
        public double Return { get; private set; }

        /// <summary>Decisions.</summary>
        public int Length { get; private set; }

        /// <summary>Mechanical work of the drives, J.</summary>
        public double Energy { get; private set; }

        /// <summary>Adds a decision.</summary>
        public void Add(Moment moment, double reward)
        {
            Return += reward;
            Length++;
            foreach (double energy in moment.State.JointEnergy)
            {
                Energy += energy;
            }
        }

        /// <summary>Mean speed along the lane of an agent that came to x, m/s.</summary>
        public double Speed(double x)
        {
            return x / Math.Max(Length * m_Dt, m_Dt);
        }

        /// <summary>Work per metre of an agent that came to x, J/m.</summary>
        public double EnergyPerMetre(double x)
        {
            return Energy / Travelled(x);
        }

        /// <summary>Work per weight and metre of an agent that came to x.</summary>
        public double CostOfTransport(double x)
        {
            return Energy / (m_Measures.Mass * Measures.Gravity * Travelled(x));
        }

        /// <summary>Begins anew.</summary>
        public void Begin()
        {
            Return = 0.0;
            Length = 0;
            Energy = 0.0;
        }

        // A body that went nowhere has no cost of transport; from one leg length on the number means something.
        double Travelled(double x)
        {
            return Math.Max(x, m_Measures.LegLength);
        }
    }
}
