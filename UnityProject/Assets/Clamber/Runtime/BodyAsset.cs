using System;
using Clamber.Core;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>A creature's plan, as saved in Bodies/NAME.asset.</summary>
    [CreateAssetMenu(fileName = "Body", menuName = "Clamber/Body")]
    public sealed class BodyAsset : ScriptableObject
    {
        [SerializeField, Tooltip("One sentence for the designer.")]
        string m_Description = "";

        [SerializeField, Tooltip("The root moves in the vertical plane only (forward, up, pitch).")]
        bool m_Planar;

        [SerializeField, Tooltip("Links that are not parent and child collide with each other.")]
        bool m_SelfCollision;

        [SerializeField, Tooltip("Height of the root's origin over flat ground in the neutral pose, m.")]
        [Min(0.01f)]
        float m_StandingHeight = 0.5f;

        [SerializeField, Tooltip("Leg length, m; the unit of courses and of the terrain sense.")]
        [Min(0.01f)]
        float m_LegLength = 0.5f;

        [SerializeField, Tooltip("Root first, parents before children.")]
        LinkData[] m_Links = new LinkData[0];

        [SerializeField, Tooltip("The actuated degrees of freedom, in the order of the actions.")]
        AxisData[] m_Axes = new AxisData[0];

        [SerializeField, Tooltip("Empty unless the body is driven by muscles.")]
        MuscleData[] m_Muscles = new MuscleData[0];

        /// <summary>One sentence for the designer.</summary>
        public string Description
        {
            get { return m_Description; }
        }

        /// <summary>The root moves in the vertical plane only (forward, up, pitch).</summary>
        public bool Planar
        {
            get { return m_Planar; }
        }

        /// <summary>Links that are not parent and child collide with each other.</summary>
        public bool SelfCollision
        {
            get { return m_SelfCollision; }
        }

        /// <summary>Height of the root's origin over flat ground in the neutral pose, m.</summary>
        public float StandingHeight
        {
            get { return m_StandingHeight; }
        }

        /// <summary>Leg length, m; the unit of courses and of the terrain sense.</summary>
        public float LegLength
        {
            get { return m_LegLength; }
        }

        /// <summary>Root first, parents before children.</summary>
        public LinkData[] Links
        {
            get { return m_Links; }
        }

        /// <summary>The actuated degrees of freedom, in the order of the actions.</summary>
        public AxisData[] Axes
        {
            get { return m_Axes; }
        }

        /// <summary>Empty unless the body is driven by muscles.</summary>
        public MuscleData[] Muscles
        {
            get { return m_Muscles; }
        }

        /// <summary>The first thing wrong with the body in one line that names the asset, or null.</summary>
        public string FirstProblem()
        {
            BodySpec body = ToSpec();
            string problem = BodyCheck.FirstProblem(body) ?? ArticulationBuilder.FirstProblem(body);
            return problem == null ? null : name + ": " + problem;
        }

        /// <summary>The same as Core's plain data.</summary>
        public BodySpec ToSpec()
        {
            return new BodySpec
            {
                Description = m_Description,
                Planar = m_Planar,
                SelfCollision = m_SelfCollision,
                StandingHeight = m_StandingHeight,
                LegLength = m_LegLength,
                Links = Array.ConvertAll(m_Links, item => item.ToSpec()),
                Axes = Array.ConvertAll(m_Axes, item => item.ToSpec()),
                Muscles = Array.ConvertAll(m_Muscles, item => item.ToSpec()),
            };
        }
    }
}
