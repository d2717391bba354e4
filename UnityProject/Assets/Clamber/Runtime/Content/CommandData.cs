using System;
using Clamber.Core;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>What the creature is asked to do.</summary>
    [Serializable]
    public sealed class CommandData
    {
        [SerializeField, Tooltip("Speed along the commanded heading, drawn evenly each time, m/s.")]
        Vector2 m_TargetSpeed = Vector2.one;

        [SerializeField, Tooltip("Heading to the lane, degrees, drawn evenly; turned if it led off the lane.")]
        Vector2 m_HeadingDeg;

        [SerializeField, Tooltip("A new command after this long, s; 0: one per episode.")]
        [Min(0f)]
        float m_ResampleSeconds;

        /// <summary>Speed along the commanded heading, drawn evenly each time, m/s.</summary>
        public Vector2 TargetSpeed
        {
            get { return m_TargetSpeed; }
        }

        /// <summary>Commanded heading relative to the lane, drawn evenly each time, degrees.</summary>
        public Vector2 HeadingDeg
        {
            get { return m_HeadingDeg; }
        }

        /// <summary>A new command after this long; 0: one per episode.</summary>
        public float ResampleSeconds
        {
            get { return m_ResampleSeconds; }
        }

        /// <summary>The same as Core's plain data.</summary>
        public Command ToSpec()
        {
            return new Command
            {
                TargetSpeed = new Vector2d(m_TargetSpeed.x, m_TargetSpeed.y),
                HeadingDeg = new Vector2d(m_HeadingDeg.x, m_HeadingDeg.y),
                ResampleSeconds = m_ResampleSeconds,
            };
        }
    }
}
