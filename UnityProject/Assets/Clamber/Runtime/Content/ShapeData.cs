using System;
using Clamber.Core;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>A solid with mass, rigidly part of a link.</summary>
    [Serializable]
    public sealed class ShapeData
    {
        [SerializeField, Tooltip("Box, capsule or sphere.")]
        ShapeKind m_Kind;

        [SerializeField, Tooltip("Centre in the link's frame, m.")]
        Vector3 m_Position;

        [SerializeField, Tooltip("From the shape's frame to the link's.")]
        Quaternion m_Rotation = Quaternion.identity;

        [SerializeField, Tooltip(
            "Box: edge lengths (x, y, z); capsule: (radius, length of the cylinder between the caps, 0), " +
            "along the shape's z; sphere: (radius, 0, 0). All in m.")]
        Vector3 m_Size;

        [SerializeField, Tooltip("Mass, kg, spread evenly over the solid.")]
        [Min(0f)]
        float m_Mass;

        [SerializeField, Tooltip("Whether it touches the course; a shape that does not only carries mass.")]
        bool m_Collides;

        /// <summary>Box, capsule or sphere.</summary>
        public ShapeKind Kind
        {
            get { return m_Kind; }
        }

        /// <summary>Centre in the link's frame, m.</summary>
        public Vector3 Position
        {
            get { return m_Position; }
        }

        /// <summary>From the shape's frame to the link's.</summary>
        public Quaternion Rotation
        {
            get { return m_Rotation; }
        }

        /// <summary>
        /// Box: edge lengths (x, y, z); capsule: (radius, length of the cylinder between the caps, 0), along the
        /// shape's z; sphere: (radius, 0, 0). All in m.
        /// </summary>
        public Vector3 Size
        {
            get { return m_Size; }
        }

        /// <summary>Mass, kg, spread evenly over the solid.</summary>
        public float Mass
        {
            get { return m_Mass; }
        }

        /// <summary>Whether it touches the course; a shape that does not only carries mass.</summary>
        public bool Collides
        {
            get { return m_Collides; }
        }

        /// <summary>The same as Core's plain data.</summary>
        public Shape ToSpec()
        {
            return new Shape
            {
                Kind = m_Kind,
                Position = new Vector3d(m_Position.x, m_Position.y, m_Position.z),
                Rotation = new Quaterniond(m_Rotation.w, m_Rotation.x, m_Rotation.y, m_Rotation.z),
                Size = new Vector3d(m_Size.x, m_Size.y, m_Size.z),
                Mass = m_Mass,
                Collides = m_Collides,
            };
        }
    }
}
