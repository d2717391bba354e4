using System.Globalization;
using System.Linq;

namespace Clamber.Core
{
    /// <summary>
    /// Checks the fields of a course against the limits of the file format, within which Python loads it, and says what
    /// is wrong in Python's words.
    /// </summary>
    public static class LaneCheck
    {
        const double k_Rounding = 1e-6;

        /// <summary>The first thing wrong with a course's own fields in one line, or null.</summary>
        public static string FirstProblem(CourseSpec spec)
        {
            return Problem("m_Length", spec.Length, 5.0, 1000.0, " leg lengths")
                ?? Problem("m_Width", spec.Width, 1.0, 50.0, " leg lengths")
                ?? Problem("m_StartLength", spec.StartLength, 1.0, 50.0, " leg lengths")
                ?? Problem("m_Spacing.x", spec.Spacing.X, 0.2, 50.0, " leg lengths")
                ?? Problem("m_Spacing.y", spec.Spacing.Y, 0.2, 50.0, " leg lengths")
                ?? (spec.Spacing.X <= spec.Spacing.Y ? null
                    : "m_Spacing: {x: " + Show(spec.Spacing.X) + ", y: " + Show(spec.Spacing.Y)
                        + "} is not allowed; x is the lower end and y the upper")
                ?? Problem("m_DifficultyAtStart", spec.DifficultyAtStart, 0.0, 1.0, "")
                ?? WeightProblem(spec.Segments);
        }

        static string WeightProblem(SegmentSpec[] segments)
        {
            for (int index = 0; index < segments.Length; index++)
            {
                string problem = Problem("m_Segments[" + index + "].m_Weight", segments[index].Weight, 0.0, 1000.0, "");
                if (problem != null)
                {
                    return problem;
                }
            }
            return segments.Length == 0 || segments.Any(segment => segment.Weight > 0.0) ? null
                : "m_Segments: only weights of 0 are not allowed; at least one segment with a weight above 0";
        }

        static string Problem(string field, double value, double least, double most, string unit)
        {
            if (value >= least - k_Rounding && value <= most + k_Rounding)
            {
                return null;
            }
            bool low = value < least;
            return field + ": " + Show(value) + " is not allowed; " + (low ? "at least " : "at most ")
                + Show(low ? least : most) + unit;
        }

        static string Show(double value)
        {
            return value.ToString("G6", CultureInfo.InvariantCulture);
        }
    }
}
