using System.Linq;

namespace Clamber.Core
{
    /// <summary>
    /// Checks the fields of a course against the limits of the file format, within which Python loads it, and says what
    /// is wrong in Python's words.
    /// </summary>
    public static class LaneCheck
    {
        const string k_Unit = "leg lengths";

        /// <summary>The first thing wrong with a course's own fields in one line, or null.</summary>
        public static string FirstProblem(CourseSpec spec)
        {
            return FieldCheck.Number("m_Length", spec.Length, 5.0, 1000.0, k_Unit)
                ?? FieldCheck.Number("m_Width", spec.Width, 1.0, 50.0, k_Unit)
                ?? FieldCheck.Number("m_StartLength", spec.StartLength, 1.0, 50.0, k_Unit)
                ?? FieldCheck.Range("m_Spacing", spec.Spacing, 0.2, 50.0, k_Unit)
                ?? FieldCheck.Number("m_DifficultyAtStart", spec.DifficultyAtStart, 0.0, 1.0)
                ?? WeightProblem(spec);
        }

        static string WeightProblem(CourseSpec spec)
        {
            SegmentSpec[] segments = spec.Segments;
            for (int index = 0; index < segments.Length; index++)
            {
                string problem = FieldCheck.Number(
                    "m_Segments[" + index + "].m_Weight", segments[index].Weight, 0.0, 1000.0);
                if (problem != null)
                {
                    return problem;
                }
            }
            bool come = spec.Arrangement == Arrangement.Sequence || segments.Any(segment => segment.Weight > 0.0);
            return segments.Length == 0 || come ? null
                : "m_Segments: only weights of 0 are not allowed; at least one segment with a weight above 0";
        }
    }
}
