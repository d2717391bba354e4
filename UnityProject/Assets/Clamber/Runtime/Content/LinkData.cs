using System;
using Clamber.Core;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>A rigid part. At joint angles zero all link frames are parallel to the root's.</summary>
    [Serializable]
    public sealed class LinkData
    {
        [SerializeField, Tooltip("Unique; left_/right_ mark mirror pairs.")]
        string m_Name = "";

        [SerializeField, Tooltip(
            "The parent link's name; empty for the root, which comes first. Parents come before children.")]
        string m_Parent = "";

        [SerializeField, Tooltip("Origin in the parent's frame, m; the link turns about it.")]
        Vector3 m_Position;

        [SerializeField, Tooltip("Its solids.")]
        ShapeData[] m_Shapes = new ShapeData[0];

        [SerializeField, Tooltip("Contact with the ground is sensed and wanted.")]
        bool m_Foot;

        [SerializeField, Tooltip("Its height is measured (beams, falls).")]
        bool m_Head;

        [SerializeField, Tooltip("Touching the ground with it ends the episode where the task says so.")]
        bool m_Fatal;

        /// <summary>Unique; left_/right_ mark mirror pairs.</summary>
        public string Name
        {
            get { return m_Name; }
        }

        /// <summary>
        /// The parent link's name; empty for the root, which comes first. Parents come before children.
        /// </summary>
        public string Parent
        {
            get { return m_Parent; }
        }

        /// <summary>Origin in the parent's frame, m; the link turns about it.</summary>
        public Vector3 Position
        {
            get { return m_Position; }
        }

        /// <summary>Its solids.</summary>
        public ShapeData[] Shapes
        {
            get { return m_Shapes; }
        }

        /// <summary>Contact with the ground is sensed and wanted.</summary>
        public bool Foot
        {
            get { return m_Foot; }
        }

        /// <summary>Its height is measured (beams, falls).</summary>
        public bool Head
        {
            get { return m_Head; }
        }

        /// <summary>Touching the ground with it ends the episode where the task says so.</summary>
        public bool Fatal
        {
            get { return m_Fatal; }
        }

        /// <summary>The same as Core's plain data.</summary>
        public Link ToSpec()
        {
            return new Link
            {
                Name = m_Name,
                Parent = m_Parent,
                Position = new Vector3d(m_Position.x, m_Position.y, m_Position.z),
                Shapes = Array.ConvertAll(m_Shapes, item => item.ToSpec()),
                Foot = m_Foot,
                Head = m_Head,
                Fatal = m_Fatal,
            };
        }
    }
}
