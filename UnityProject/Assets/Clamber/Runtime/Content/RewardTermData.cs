using System;
using Clamber.Core;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>One named term of the reward.</summary>
    [Serializable]
    public sealed class RewardTermData
    {
        [SerializeField, Tooltip("One of the reward terms.")]
        string m_Name = "";

        [SerializeField, Tooltip(
            "Multiplies it; per second for rates (the environment multiplies by the decision interval).")]
        float m_Weight;

        /// <summary>One of the reward terms.</summary>
        public string Name
        {
            get { return m_Name; }
        }

        /// <summary>
        /// Multiplies it; per second for rates (the environment multiplies by the decision interval).
        /// </summary>
        public float Weight
        {
            get { return m_Weight; }
        }

        /// <summary>One made by code.</summary>
        public static RewardTermData Of(string name, float weight)
        {
            return new RewardTermData { m_Name = name, m_Weight = weight };
        }

        /// <summary>The same as Core's plain data.</summary>
        public RewardTerm ToSpec()
        {
            return new RewardTerm
            {
                Name = m_Name,
                Weight = m_Weight,
            };
        }
    }
}
