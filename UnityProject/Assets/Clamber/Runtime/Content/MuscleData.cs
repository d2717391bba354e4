using System;
using Clamber.Core;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>A muscle after MuJoCo's model, acting on one or two axes with constant moment arms.</summary>
    [Serializable]
    public sealed class MuscleData
    {
        [SerializeField, Tooltip("Unique.")]
        string m_Name = "";

        [SerializeField, Tooltip("Peak isometric force, N.")]
        [Min(0f)]
        float m_Force;

        [SerializeField, Tooltip("Fibre length of greatest force, m.")]
        [Min(0.0001f)]
        float m_OptimalLength;

        [SerializeField, Tooltip("Fibre length at the axes' neutral angles, m.")]
        [Min(0.0001f)]
        float m_NeutralLength;

        [SerializeField, Tooltip("Shortening velocity at which no force is left, optimal lengths per second.")]
        [Min(0.01f)]
        float m_MaxVelocity = 10f;

        [SerializeField, Tooltip("Of the stretched muscle at rest, as a share of its force, at 1.45 optimal lengths.")]
        [Min(0f)]
        float m_PassiveForce;

        [SerializeField, Tooltip("The axes it pulls on.")]
        MomentArmData[] m_MomentArms = new MomentArmData[0];

        /// <summary>Unique.</summary>
        public string Name
        {
            get { return m_Name; }
        }

        /// <summary>Peak isometric force, N.</summary>
        public float Force
        {
            get { return m_Force; }
        }

        /// <summary>Fibre length of greatest force, m.</summary>
        public float OptimalLength
        {
            get { return m_OptimalLength; }
        }

        /// <summary>Fibre length at the axes' neutral angles, m.</summary>
        public float NeutralLength
        {
            get { return m_NeutralLength; }
        }

        /// <summary>Shortening velocity at which no force is left, optimal lengths per second.</summary>
        public float MaxVelocity
        {
            get { return m_MaxVelocity; }
        }

        /// <summary>Of the stretched muscle at rest, as a share of its force, at 1.45 optimal lengths.</summary>
        public float PassiveForce
        {
            get { return m_PassiveForce; }
        }

        /// <summary>The axes it pulls on.</summary>
        public MomentArmData[] MomentArms
        {
            get { return m_MomentArms; }
        }

        /// <summary>The same as Core's plain data.</summary>
        public Muscle ToSpec()
        {
            return new Muscle
            {
                Name = m_Name,
                Force = m_Force,
                OptimalLength = m_OptimalLength,
                NeutralLength = m_NeutralLength,
                MaxVelocity = m_MaxVelocity,
                PassiveForce = m_PassiveForce,
                MomentArms = Array.ConvertAll(m_MomentArms, item => item.ToSpec()),
            };
        }
    }
}
