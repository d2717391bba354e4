using System;

namespace Clamber.Core
{
    /// <summary>The weighted terms of a task's reward.</summary>
    public sealed class Reward
    {
        readonly Func<Moment, double>[] m_Terms;
        readonly double[] m_Weights;

        /// <summary>Finds the functions of a task's terms.</summary>
        /// <exception cref="ArgumentException">One line, for an unknown term.</exception>
        public Reward(RewardTerm[] rewards)
        {
            m_Terms = Array.ConvertAll(rewards, reward => RewardTerms.Of(reward.Name));
            m_Weights = Array.ConvertAll(rewards, reward => reward.Weight);
        }

        /// <summary>The reward of the last decision: sum of weight * term * dt.</summary>
        public double Total(Moment moment)
        {
            double total = 0.0;
            for (int index = 0; index < m_Terms.Length; index++)
            {
                total += m_Terms[index](moment) * (m_Weights[index] * moment.Dt);
            }
            return total;
        }
    }
}
