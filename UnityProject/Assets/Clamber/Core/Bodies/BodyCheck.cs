using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Clamber.Core
{
    /// <summary>
    /// Checks that a body's numbers are within their limits, its links make a tree of solids, its axes turn them and
    /// its muscles pull on the axes.
    /// </summary>
    public static class BodyCheck
    {
        const double k_UnitTolerance = 1e-3;
        const double k_AngleTolerance = 1e-4;
        // MuJoCo's name for it, which trains what Unity shows.
        const string k_Ground = "world";

        /// <summary>The first thing wrong with a body in one line, or null.</summary>
        public static string FirstProblem(BodySpec body)
        {
            if (body.Links.Length == 0)
            {
                return "m_Links: a list of 0 is not allowed; at least one link, the root, is needed";
            }
            return BodyNumbers.FirstProblem(body)
                ?? NameProblem(Array.ConvertAll(body.Links, link => link.Name), "m_Links")
                ?? GroundProblem(body.Links)
                ?? NameProblem(Array.ConvertAll(body.Axes, axis => axis.Name), "m_Axes")
                ?? NameProblem(Array.ConvertAll(body.Muscles, muscle => muscle.Name), "m_Muscles")
                ?? TreeProblem(body.Links)
                ?? ShapeCheck.FirstProblem(body.Links)
                ?? StandingProblem(body.Links)
                ?? AxisProblem(body)
                ?? ShapeCheck.MassProblem(body)
                ?? MuscleCheck.FirstProblem(body);
        }

        static string NameProblem(string[] names, string where)
        {
            for (int index = 0; index < names.Length; index++)
            {
                string field = where + "[" + index + "].m_Name: ";
                if (names[index].Trim().Length == 0)
                {
                    return field + "nothing is not allowed; a name is needed";
                }
                int other = Array.IndexOf(names, names[index]);
                if (other < index)
                {
                    return field + names[index] + " is not allowed; element " + other + " has that name already";
                }
            }
            return null;
        }

        static string GroundProblem(Link[] links)
        {
            int index = Array.FindIndex(links, link => link.Name == k_Ground);
            return index < 0 ? null
                : "m_Links[" + index + "].m_Name: " + k_Ground + " is not allowed; the ground is called so";
        }

        static string StandingProblem(Link[] links)
        {
            return links.Any(link => link.Shapes.Any(shape => shape.Collides)) ? null
                : "m_Links: no shape collides; at least one must, to stand on";
        }

        static string TreeProblem(Link[] links)
        {
            List<string> earlier = new List<string>();
            for (int index = 0; index < links.Length; index++)
            {
                string parent = links[index].Parent;
                string field = "m_Links[" + index + "].m_Parent: ";
                if (index == 0 && parent.Length > 0)
                {
                    return field + parent + " is not allowed; the first link is the root and has no parent";
                }
                if (index > 0 && !earlier.Contains(parent))
                {
                    bool later = links.Any(link => link.Name == parent);
                    return field + OrNothing(parent) + " is not allowed; " + (later
                        ? "parents come before their children" : "one of " + string.Join(", ", earlier.ToArray()));
                }
                earlier.Add(links[index].Name);
            }
            return null;
        }

        static string AxisProblem(BodySpec body)
        {
            if (body.Axes.Length == 0)
            {
                return "m_Axes: a list of 0 is not allowed; at least one axis is needed";
            }
            string[] names = Array.ConvertAll(body.Links, link => link.Name);
            for (int index = 0; index < body.Axes.Length; index++)
            {
                Axis axis = body.Axes[index];
                string field = "m_Axes[" + index + "].";
                int link = Array.IndexOf(names, axis.Link);
                if (link < 0)
                {
                    return field + "m_Link: " + OrNothing(axis.Link) + " is not allowed; one of "
                        + string.Join(", ", names.Skip(1).ToArray());
                }
                if (link == 0)
                {
                    return field + "m_Link: " + axis.Link
                        + " is not allowed; the root moves freely and has no axis";
                }
                Axis other = Array.Find(body.Axes, candidate => candidate.Link == axis.Link);
                if (other != axis)
                {
                    return field + "m_Link: " + axis.Link + " is not allowed; " + other.Name
                        + " moves that link already";
                }
                string problem = TurnProblem(axis, field);
                if (problem != null)
                {
                    return problem;
                }
            }
            return null;
        }

        static string TurnProblem(Axis axis, string field)
        {
            Vector3d direction = axis.Direction;
            double length = Math.Sqrt(
                direction.X * direction.X + direction.Y * direction.Y + direction.Z * direction.Z);
            if (!(Math.Abs(length - 1.0) <= k_UnitTolerance))
            {
                return field + "m_Direction: a vector of length " + Show(length)
                    + " is not allowed; its length is 1";
            }
            bool inside = axis.RangeDeg.X - k_AngleTolerance <= axis.NeutralDeg
                && axis.NeutralDeg <= axis.RangeDeg.Y + k_AngleTolerance;
            return inside ? null
                : field + "m_NeutralDeg: " + Show(axis.NeutralDeg) + " is not allowed; within the range, "
                    + Show(axis.RangeDeg.X) + " to " + Show(axis.RangeDeg.Y) + " deg";
        }

        static string OrNothing(string value)
        {
            return value.Length > 0 ? value : "nothing";
        }

        static string Show(double value)
        {
            return value.ToString("G4", CultureInfo.InvariantCulture);
        }
    }
}
