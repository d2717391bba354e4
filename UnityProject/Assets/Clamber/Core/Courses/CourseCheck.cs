using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Clamber.Core
{
    /// <summary>
    /// Checks what the file format cannot: that every kind has its parameters, within what it allows.
    /// </summary>
    public static class CourseCheck
    {
        const double k_Rounding = 1e-6;

        /// <summary>The first thing wrong with a course in one line, or null.</summary>
        public static string FirstProblem(CourseSpec spec)
        {
            if (spec.Segments.Length == 0)
            {
                return "m_Segments: the list is empty; a course needs at least one kind of segment";
            }
            for (int index = 0; index < spec.Segments.Length; index++)
            {
                string problem = FirstProblem(spec.Segments[index], "m_Segments[" + index + "]");
                if (problem != null)
                {
                    return problem;
                }
            }
            if (spec.Arrangement != Arrangement.Sequence && spec.Segments.All(segment => segment.Weight <= 0.0))
            {
                return "m_Segments: all weights are 0; at least one must be more";
            }
            if (spec.StartLength >= spec.Length)
            {
                return "m_StartLength: " + Show(spec.StartLength) + " is not allowed; less than the lane's length";
            }
            return null;
        }

        static string FirstProblem(SegmentSpec entry, string where)
        {
            SegmentDefinition definition = SegmentDefinition.Of(entry.Kind);
            string names = string.Join(", ", definition.Parameters.Select(parameter => parameter.Name).ToArray());
            HashSet<string> given = new HashSet<string>();
            for (int index = 0; index < entry.Parameters.Length; index++)
            {
                ParameterRange item = entry.Parameters[index];
                string field = where + ".m_Parameters[" + index + "]";
                SegmentParameter known = definition.Parameters.FirstOrDefault(other => other.Name == item.Name);
                if (known == null)
                {
                    return field + ".m_Name: '" + item.Name + "' is not a parameter of " + entry.Kind + "; it has "
                        + names;
                }
                if (!given.Add(item.Name))
                {
                    return field + ".m_Name: '" + item.Name + "' is given twice; once is allowed";
                }
                string problem = RangeProblem(definition, known, item.Easy, field + ".m_Easy")
                    ?? RangeProblem(definition, known, item.Hard, field + ".m_Hard");
                if (problem != null)
                {
                    return problem;
                }
            }
            SegmentParameter missing = definition.Parameters.FirstOrDefault(other => !given.Contains(other.Name));
            return missing == null
                ? null
                : where + ".m_Parameters: '" + missing.Name + "' is missing; " + entry.Kind + " has " + names;
        }

        static string RangeProblem(
            SegmentDefinition definition, SegmentParameter parameter, Vector2d value, string field)
        {
            foreach (double end in new[] { value.X, value.Y })
            {
                string what = field + ": " + Show(end) + " is not allowed; " + parameter.Name + " of "
                    + definition.Kind + " is ";
                if (!(parameter.Minimum - k_Rounding <= end && end <= parameter.Maximum + k_Rounding))
                {
                    string unit = parameter.Unit.Length > 0 ? " " + parameter.Unit : "";
                    return what + Show(parameter.Minimum) + " to " + Show(parameter.Maximum) + unit;
                }
                if (parameter.Whole && end != Math.Floor(end))
                {
                    return what + "a whole number";
                }
            }
            return value.X <= value.Y
                ? null
                : field + ": " + Show(value.X) + " to " + Show(value.Y)
                    + " is not allowed; the lower end comes first";
        }

        static string Show(double value)
        {
            return value.ToString("G6", CultureInfo.InvariantCulture);
        }
    }
}
