using System;
using Clamber.Core;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>Where the terrain is sampled, in leg lengths in the body's heading frame.</summary>
    [Serializable]
    public sealed class TerrainSenseData
    {
        [SerializeField, Tooltip("X of the floor samples, leg lengths ahead of the root.")]
        float[] m_FloorForward = new float[0];

        [SerializeField, Tooltip(
            "Y of the floor samples, leg lengths to the left of the root; the floor is sampled at every (x, y) pair, "
            + "x outer.")]
        float[] m_FloorSide = new float[0];

        [SerializeField, Tooltip("X of the ceiling samples, at y = 0, leg lengths ahead of the root.")]
        float[] m_CeilingForward = new float[0];

        /// <summary>X of the floor samples.</summary>
        public float[] FloorForward
        {
            get { return m_FloorForward; }
        }

        /// <summary>Y of the floor samples; the floor is sampled at every (x, y) pair, x outer.</summary>
        public float[] FloorSide
        {
            get { return m_FloorSide; }
        }

        /// <summary>X of the ceiling samples, at y = 0.</summary>
        public float[] CeilingForward
        {
            get { return m_CeilingForward; }
        }

        /// <summary>The same as Core's plain data.</summary>
        public TerrainSense ToSpec()
        {
            return new TerrainSense
            {
                FloorForward = Array.ConvertAll(m_FloorForward, value => (double)value),
                FloorSide = Array.ConvertAll(m_FloorSide, value => (double)value),
                CeilingForward = Array.ConvertAll(m_CeilingForward, value => (double)value),
            };
        }
    }
}
