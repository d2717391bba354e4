using System;
using Clamber.Core;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>One kind of segment on this course.</summary>
    [Serializable]
    public sealed class SegmentSpecData
    {
        [SerializeField, Tooltip("What terrain.")]
        SegmentKind m_Kind;

        [SerializeField, Tooltip("How often it is drawn, relative to the others.")]
        [Min(0f)]
        float m_Weight;

        [SerializeField, Tooltip("Exactly the parameters this kind has (see the segment kinds).")]
        ParameterRangeData[] m_Parameters = new ParameterRangeData[0];

        /// <summary>What terrain.</summary>
        public SegmentKind Kind
        {
            get { return m_Kind; }
        }

        /// <summary>How often it is drawn, relative to the others.</summary>
        public float Weight
        {
            get { return m_Weight; }
        }

        /// <summary>Exactly the parameters this kind has (see the segment kinds).</summary>
        public ParameterRangeData[] Parameters
        {
            get { return m_Parameters; }
        }

        /// <summary>The same as Core's plain data.</summary>
        public SegmentSpec ToSpec()
        {
            return new SegmentSpec
            {
                Kind = m_Kind,
                Weight = m_Weight,
                Parameters = Array.ConvertAll(m_Parameters, item => item.ToSpec()),
            };
        }
    }
}
