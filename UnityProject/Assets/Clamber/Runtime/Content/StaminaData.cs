using System;
using Clamber.Core;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>An energy budget that limits what the muscles can do.</summary>
    [Serializable]
    public sealed class StaminaData
    {
        [SerializeField, Tooltip(
            "Work that a rested body can do before it is spent, per kilogram of the whole body; 0: no budget, it never "
            + "tires (J/kg).")]
        [Min(0f)]
        float m_Capacity;

        [SerializeField, Tooltip("What comes back all the time, per kilogram of the whole body (W/kg).")]
        [Min(0f)]
        float m_Recovery;

        [SerializeField, Tooltip("Share of its strength that is left when all is spent.")]
        [Range(0f, 1f)]
        float m_Weakest = 0.25f;

        /// <summary>Work that a rested body can do before it is spent, J/kg; 0: it never tires.</summary>
        public float Capacity
        {
            get { return m_Capacity; }
        }

        /// <summary>What comes back all the time, W/kg.</summary>
        public float Recovery
        {
            get { return m_Recovery; }
        }

        /// <summary>Share of its strength that is left when all is spent.</summary>
        public float Weakest
        {
            get { return m_Weakest; }
        }

        /// <summary>The same as Core's plain data.</summary>
        public Stamina ToSpec()
        {
            return new Stamina
            {
                Capacity = m_Capacity,
                Recovery = m_Recovery,
                Weakest = m_Weakest,
            };
        }
    }
}
