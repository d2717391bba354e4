using System;
using Clamber.Core;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>A segment's parameter, drawn evenly between two ends that move with difficulty.</summary>
    [Serializable]
    public sealed class ParameterRangeData
    {
        [SerializeField, Tooltip("The parameter, as the segment kind names it ('height', 'depth', ...).")]
        string m_Name = "";

        [SerializeField, Tooltip("Lower and upper end at difficulty 0.")]
        Vector2 m_Easy;

        [SerializeField, Tooltip(
            "Lower and upper end at difficulty 1 (need not be ordered against easy: openings get narrower).")]
        Vector2 m_Hard;

        /// <summary>The parameter, as the segment kind names it ("height", "depth", ...).</summary>
        public string Name
        {
            get { return m_Name; }
        }

        /// <summary>Lower and upper end at difficulty 0.</summary>
        public Vector2 Easy
        {
            get { return m_Easy; }
        }

        /// <summary>
        /// Lower and upper end at difficulty 1 (need not be ordered against easy: openings get narrower).
        /// </summary>
        public Vector2 Hard
        {
            get { return m_Hard; }
        }

        /// <summary>The same as Core's plain data.</summary>
        public ParameterRange ToSpec()
        {
            return new ParameterRange
            {
                Name = m_Name,
                Easy = new Vector2d(m_Easy.x, m_Easy.y),
                Hard = new Vector2d(m_Hard.x, m_Hard.y),
            };
        }
    }
}
