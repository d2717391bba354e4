using System;
using Clamber.Core;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>When an episode ends. A limit of 0 switches that ending off.</summary>
    [Serializable]
    public sealed class EndingsData
    {
        [SerializeField, Tooltip("Root height over the floor below this share of the standing height ends it; 0: off.")]
        [Range(0f, 1f)]
        float m_FellOverHeight = 0.25f;

        [SerializeField, Tooltip("Root tilted further than this from upright ends it, degrees; 0: off.")]
        [Min(0f)]
        float m_FellOverTiltDeg = 80f;

        [SerializeField, Tooltip("A link marked fatal touching the course ends it.")]
        bool m_FatalContact;

        [SerializeField, Tooltip(
            "Root further than this beyond the lane's edge, leg lengths, or below the lane's floor ends it; 0: off.")]
        [Min(0f)]
        float m_OutOfBounds = 0.5f;

        [SerializeField, Tooltip("Less than 0.2 leg lengths of progress in this time ends it, s; 0: off.")]
        [Min(0f)]
        float m_StuckSeconds = 4f;

        [SerializeField, Tooltip("The longest that it lasts, s; a truncation, not a failure.")]
        [Min(0.1f)]
        float m_TimeLimit = 20f;

        /// <summary>Root height over the floor below this share of the standing height ends it.</summary>
        public float FellOverHeight
        {
            get { return m_FellOverHeight; }
        }

        /// <summary>Root tilted further than this from upright ends it, degrees.</summary>
        public float FellOverTiltDeg
        {
            get { return m_FellOverTiltDeg; }
        }

        /// <summary>A link marked fatal touching the course ends it.</summary>
        public bool FatalContact
        {
            get { return m_FatalContact; }
        }

        /// <summary>Further than this beyond the lane's edge, leg lengths (also below the floor of the lane).</summary>
        public float OutOfBounds
        {
            get { return m_OutOfBounds; }
        }

        /// <summary>Less than 0.2 leg lengths of progress in this time ends it.</summary>
        public float StuckSeconds
        {
            get { return m_StuckSeconds; }
        }

        /// <summary>Seconds; a truncation.</summary>
        public float TimeLimit
        {
            get { return m_TimeLimit; }
        }

        /// <summary>The same as Core's plain data.</summary>
        public Endings ToSpec()
        {
            return new Endings
            {
                FellOverHeight = m_FellOverHeight,
                FellOverTiltDeg = m_FellOverTiltDeg,
                FatalContact = m_FatalContact,
                OutOfBounds = m_OutOfBounds,
                StuckSeconds = m_StuckSeconds,
                TimeLimit = m_TimeLimit,
            };
        }
    }
}
