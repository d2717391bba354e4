using System;
using Clamber.Core;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>How difficulty is chosen.</summary>
    [Serializable]
    public sealed class CurriculumData
    {
        [SerializeField, Tooltip("By lesson or per agent.")]
        CurriculumMode m_Mode;

        [SerializeField, Tooltip("Where it starts (and stays, where no lesson sets it).")]
        [Range(0f, 1f)]
        float m_Difficulty;

        [SerializeField, Tooltip("Share of the lane's length after which a per-agent difficulty rises.")]
        [Range(0f, 1f)]
        float m_Promote = 0.75f;

        [SerializeField, Tooltip("Share of the lane's length short of which it falls.")]
        [Range(0f, 1f)]
        float m_Demote = 0.4f;

        [SerializeField, Tooltip("By how much.")]
        [Range(0f, 1f)]
        float m_Step = 0.05f;

        /// <summary>By lesson or per agent.</summary>
        public CurriculumMode Mode
        {
            get { return m_Mode; }
        }

        /// <summary>Where it starts (and stays, where no lesson sets it).</summary>
        public float Difficulty
        {
            get { return m_Difficulty; }
        }

        /// <summary>Share of the lane's length after which a per-agent difficulty rises.</summary>
        public float Promote
        {
            get { return m_Promote; }
        }

        /// <summary>Share of the lane's length short of which it falls.</summary>
        public float Demote
        {
            get { return m_Demote; }
        }

        /// <summary>By how much.</summary>
        public float Step
        {
            get { return m_Step; }
        }

        /// <summary>The same as Core's plain data.</summary>
        public Curriculum ToSpec()
        {
            return new Curriculum
            {
                Mode = m_Mode,
                Difficulty = m_Difficulty,
                Promote = m_Promote,
                Demote = m_Demote,
                Step = m_Step,
            };
        }
    }
}
