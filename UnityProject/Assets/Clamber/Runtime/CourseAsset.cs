using System;
using Clamber.Core;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>A lane of terrain, as saved in Courses/NAME.asset. All lengths are in leg lengths.</summary>
    [CreateAssetMenu(fileName = "Course", menuName = "Clamber/Course")]
    public sealed class CourseAsset : ScriptableObject
    {
        [SerializeField, Tooltip("One sentence for the designer.")]
        string m_Description = "";

        [SerializeField, Tooltip("Of the lane, from the start line at x = 0 to the finish (leg lengths).")]
        [Min(5f)]
        float m_Length = 60f;

        [SerializeField, Tooltip("Of the lane, centred on y = 0 (leg lengths).")]
        [Min(1f)]
        float m_Width = 4f;

        [SerializeField, Tooltip(
            "Flat ground ahead of the start line before the first segment (as much lies behind it) (leg " +
            "lengths).")]
        [Min(1f)]
        float m_StartLength = 2f;

        [SerializeField, Tooltip("Flat ground between two segments, drawn evenly (leg lengths).")]
        Vector2 m_Spacing = new Vector2(1f, 2f);

        [SerializeField, Tooltip("How kinds follow each other.")]
        Arrangement m_Arrangement;

        [SerializeField, Tooltip(
            "The share of the course's difficulty met at the start line; it grows evenly to 1 at the finish. " +
            "1: the same all along.")]
        [Range(0f, 1f)]
        float m_DifficultyAtStart = 1f;

        [SerializeField, Tooltip("The kinds.")]
        SegmentSpecData[] m_Segments = new SegmentSpecData[0];

        /// <summary>One sentence for the designer.</summary>
        public string Description
        {
            get { return m_Description; }
        }

        /// <summary>Of the lane, from the start line at x = 0 to the finish.</summary>
        public float Length
        {
            get { return m_Length; }
        }

        /// <summary>Of the lane, centred on y = 0.</summary>
        public float Width
        {
            get { return m_Width; }
        }

        /// <summary>Flat ground ahead of the start line before the first segment (as much lies behind it).</summary>
        public float StartLength
        {
            get { return m_StartLength; }
        }

        /// <summary>Flat ground between two segments, drawn evenly.</summary>
        public Vector2 Spacing
        {
            get { return m_Spacing; }
        }

        /// <summary>How kinds follow each other.</summary>
        public Arrangement Arrangement
        {
            get { return m_Arrangement; }
        }

        /// <summary>
        /// The share of the course's difficulty met at the start line; it grows evenly to 1 at the finish. 1: the same
        /// all along.
        /// </summary>
        public float DifficultyAtStart
        {
            get { return m_DifficultyAtStart; }
        }

        /// <summary>The kinds.</summary>
        public SegmentSpecData[] Segments
        {
            get { return m_Segments; }
        }

        /// <summary>The first thing wrong with the course in one line that names the asset, or null.</summary>
        public string FirstProblem()
        {
            CourseSpec spec = ToSpec();
            string problem = LaneCheck.FirstProblem(spec) ?? CourseCheck.FirstProblem(spec);
            return problem == null ? null : name + ": " + problem;
        }

        /// <summary>The same as Core's plain data.</summary>
        public CourseSpec ToSpec()
        {
            return new CourseSpec
            {
                Description = m_Description,
                Length = m_Length,
                Width = m_Width,
                StartLength = m_StartLength,
                Spacing = new Vector2d(m_Spacing.x, m_Spacing.y),
                Arrangement = m_Arrangement,
                DifficultyAtStart = m_DifficultyAtStart,
                Segments = Array.ConvertAll(m_Segments, item => item.ToSpec()),
            };
        }
    }
}
