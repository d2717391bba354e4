using System;
using Clamber.Core;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>How a muscle pulls on one axis.</summary>
    [Serializable]
    public sealed class MomentArmData
    {
        [SerializeField, Tooltip("The axis' name.")]
        string m_Axis = "";

        [SerializeField, Tooltip("Arm, m; the muscle's length shortens by arm per radian.")]
        float m_Arm;

        /// <summary>The axis' name.</summary>
        public string Axis
        {
            get { return m_Axis; }
        }

        /// <summary>Arm, m; the muscle's length shortens by arm per radian.</summary>
        public float Arm
        {
            get { return m_Arm; }
        }

        /// <summary>The same as Core's plain data.</summary>
        public MomentArm ToSpec()
        {
            return new MomentArm
            {
                Axis = m_Axis,
                Arm = m_Arm,
            };
        }
    }
}
