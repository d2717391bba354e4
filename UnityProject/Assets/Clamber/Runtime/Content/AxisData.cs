using System;
using Clamber.Core;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>
    /// One actuated degree of freedom: a link turns about a line through its origin, relative to its parent. A link has
    /// at most one axis (a hip with three axes is three links, as in a real robot): turns about one axis at a time mean
    /// the same in every engine, spherical joint coordinates do not. A link without an axis is welded. The drive's
    /// torque is stiffness * (target - angle) - damping * velocity, within the force limit.
    /// </summary>
    [Serializable]
    public sealed class AxisData
    {
        [SerializeField, Tooltip("Unique; left_/right_ mark mirror pairs.")]
        string m_Name = "";

        [SerializeField, Tooltip("The link it moves.")]
        string m_Link = "";

        [SerializeField, Tooltip("Unit vector in the link's frame.")]
        Vector3 m_Direction;

        [SerializeField, Tooltip("Lower and upper limit, degrees.")]
        Vector2 m_RangeDeg;

        [SerializeField, Tooltip("The angle in the standing pose and the zero of the action, degrees.")]
        float m_NeutralDeg;

        [SerializeField, Tooltip("Stiffness, N m/rad.")]
        [Min(0f)]
        float m_Stiffness;

        [SerializeField, Tooltip("Damping, N m s/rad.")]
        [Min(0f)]
        float m_Damping;

        [SerializeField, Tooltip("Force limit, N m.")]
        [Min(0f)]
        float m_ForceLimit;

        /// <summary>Unique; left_/right_ mark mirror pairs.</summary>
        public string Name
        {
            get { return m_Name; }
        }

        /// <summary>The link it moves.</summary>
        public string Link
        {
            get { return m_Link; }
        }

        /// <summary>Unit vector in the link's frame.</summary>
        public Vector3 Direction
        {
            get { return m_Direction; }
        }

        /// <summary>Lower and upper limit, degrees.</summary>
        public Vector2 RangeDeg
        {
            get { return m_RangeDeg; }
        }

        /// <summary>The angle in the standing pose and the zero of the action, degrees.</summary>
        public float NeutralDeg
        {
            get { return m_NeutralDeg; }
        }

        /// <summary>Stiffness, N m/rad.</summary>
        public float Stiffness
        {
            get { return m_Stiffness; }
        }

        /// <summary>Damping, N m s/rad.</summary>
        public float Damping
        {
            get { return m_Damping; }
        }

        /// <summary>Force limit, N m.</summary>
        public float ForceLimit
        {
            get { return m_ForceLimit; }
        }

        /// <summary>The same as Core's plain data.</summary>
        public Axis ToSpec()
        {
            return new Axis
            {
                Name = m_Name,
                Link = m_Link,
                Direction = new Vector3d(m_Direction.x, m_Direction.y, m_Direction.z),
                RangeDeg = new Vector2d(m_RangeDeg.x, m_RangeDeg.y),
                NeutralDeg = m_NeutralDeg,
                Stiffness = m_Stiffness,
                Damping = m_Damping,
                ForceLimit = m_ForceLimit,
            };
        }
    }
}
