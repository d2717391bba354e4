using System;
using Clamber.Core;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>What differs between episodes, drawn evenly. A range with equal ends is a constant.</summary>
    [Serializable]
    public sealed class RandomisationData
    {
        [Header("Start")]
        [SerializeField, Tooltip("Start angles, each up to this far from neutral, degrees.")]
        [Min(0f)]
        float m_JointNoiseDeg;

        [SerializeField, Tooltip("Start heading, up to this far from forward, degrees.")]
        [Min(0f)]
        float m_YawNoiseDeg;

        [SerializeField, Tooltip("Start velocity of the root in the plane, up to this, m/s.")]
        [Min(0f)]
        float m_VelocityNoise;

        [Header("Body and world")]
        [SerializeField, Tooltip("Coulomb coefficient of all contacts.")]
        Vector2 m_Friction = Vector2.one;

        [SerializeField, Tooltip("Multiplies every mass and inertia.")]
        Vector2 m_MassScale = Vector2.one;

        [SerializeField, Tooltip("Multiplies stiffness, damping and force limit.")]
        Vector2 m_MotorStrength = Vector2.one;

        [SerializeField, Tooltip("Multiplies 9.81 m/s^2.")]
        Vector2 m_GravityScale = Vector2.one;

        [Header("Disturbances")]
        [SerializeField, Tooltip("Actions lag by so many decisions, drawn as a whole number from x to y.")]
        Vector2 m_ActionDelay;

        [SerializeField, Tooltip("A sudden change of the root's horizontal velocity, up to this, m/s; 0: none.")]
        [Min(0f)]
        float m_PushSpeed;

        [SerializeField, Tooltip("Time between pushes, s.")]
        [Min(0.1f)]
        float m_PushInterval = 5f;

        /// <summary>Start angles, each up to this far from neutral, degrees.</summary>
        public float JointNoiseDeg
        {
            get { return m_JointNoiseDeg; }
        }

        /// <summary>Start heading, up to this far from forward, degrees.</summary>
        public float YawNoiseDeg
        {
            get { return m_YawNoiseDeg; }
        }

        /// <summary>Start velocity of the root in the plane, up to this, m/s.</summary>
        public float VelocityNoise
        {
            get { return m_VelocityNoise; }
        }

        /// <summary>Coulomb coefficient of all contacts.</summary>
        public Vector2 Friction
        {
            get { return m_Friction; }
        }

        /// <summary>Multiplies every mass and inertia.</summary>
        public Vector2 MassScale
        {
            get { return m_MassScale; }
        }

        /// <summary>Multiplies stiffness, damping and force limit.</summary>
        public Vector2 MotorStrength
        {
            get { return m_MotorStrength; }
        }

        /// <summary>Multiplies 9.81 m/s^2.</summary>
        public Vector2 GravityScale
        {
            get { return m_GravityScale; }
        }

        /// <summary>Decisions by which actions lag, drawn as a whole number from x to y.</summary>
        public Vector2 ActionDelay
        {
            get { return m_ActionDelay; }
        }

        /// <summary>A sudden change of the root's horizontal velocity, up to this, m/s; 0: none.</summary>
        public float PushSpeed
        {
            get { return m_PushSpeed; }
        }

        /// <summary>Seconds between pushes.</summary>
        public float PushInterval
        {
            get { return m_PushInterval; }
        }

        /// <summary>The same as Core's plain data.</summary>
        public Randomisation ToSpec()
        {
            return new Randomisation
            {
                JointNoiseDeg = m_JointNoiseDeg,
                YawNoiseDeg = m_YawNoiseDeg,
                VelocityNoise = m_VelocityNoise,
                Friction = new Vector2d(m_Friction.x, m_Friction.y),
                MassScale = new Vector2d(m_MassScale.x, m_MassScale.y),
                MotorStrength = new Vector2d(m_MotorStrength.x, m_MotorStrength.y),
                GravityScale = new Vector2d(m_GravityScale.x, m_GravityScale.y),
                ActionDelay = new Vector2d(m_ActionDelay.x, m_ActionDelay.y),
                PushSpeed = m_PushSpeed,
                PushInterval = m_PushInterval,
            };
        }
    }
}
