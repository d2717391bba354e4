using System;
using System.Collections.Generic;
using System.Globalization;

namespace Clamber.Core
{
    /// <summary>Checks the solids of a body's links: that they have an extent, and that what moves has mass.</summary>
    public static class ShapeCheck
    {
        const double k_UnitTolerance = 1e-3;

        /// <summary>The first thing wrong with a shape in one line, or null.</summary>
        public static string FirstProblem(Link[] links)
        {
            for (int link = 0; link < links.Length; link++)
            {
                for (int shape = 0; shape < links[link].Shapes.Length; shape++)
                {
                    string problem = ShapeProblem(links[link].Shapes[shape]);
                    if (problem != null)
                    {
                        return "m_Links[" + link + "].m_Shapes[" + shape + "]." + problem;
                    }
                }
            }
            return null;
        }

        /// <summary>
        /// The first part without mass that moves by itself, in one line, or null; a welded link's mass counts for what
        /// it is welded to.
        /// </summary>
        public static string MassProblem(BodySpec body)
        {
            Dictionary<string, string> carriers = new Dictionary<string, string>();
            Dictionary<string, double> masses = new Dictionary<string, double>();
            foreach (Link link in body.Links)
            {
                bool moves = link.Parent.Length == 0 || Array.Exists(body.Axes, axis => axis.Link == link.Name);
                string carrier = moves ? link.Name : carriers[link.Parent];
                carriers[link.Name] = carrier;
                double mass;
                masses.TryGetValue(carrier, out mass);
                foreach (Shape shape in link.Shapes)
                {
                    mass += shape.Mass;
                }
                masses[carrier] = mass;
            }
            for (int link = 0; link < body.Links.Length; link++)
            {
                string name = body.Links[link].Name;
                if (carriers[name] == name && masses[name] <= 0.0)
                {
                    return "m_Links[" + link + "].m_Shapes: " + name + " has a mass of 0 kg, which is not allowed; "
                        + "a link that moves needs a shape with mass";
                }
            }
            return null;
        }

        static string ShapeProblem(Shape shape)
        {
            Quaterniond q = shape.Rotation;
            double length = Math.Sqrt(q.W * q.W + q.X * q.X + q.Y * q.Y + q.Z * q.Z);
            if (!(Math.Abs(length - 1.0) <= k_UnitTolerance))
            {
                return "m_Rotation: a quaternion of length " + length.ToString("G4", CultureInfo.InvariantCulture)
                    + " is not allowed; its length is 1";
            }
            int needed = shape.Kind == ShapeKind.Box ? 3 : shape.Kind == ShapeKind.Capsule ? 2 : 1;
            double[] sizes = { shape.Size.X, shape.Size.Y, shape.Size.Z };
            for (int part = 0; part < needed; part++)
            {
                if (!(sizes[part] > 0.0))
                {
                    return "m_Size." + "xyz"[part] + ": "
                        + ((float)sizes[part]).ToString(CultureInfo.InvariantCulture)
                        + " is not allowed; more than 0 m";
                }
            }
            return null;
        }
    }
}
