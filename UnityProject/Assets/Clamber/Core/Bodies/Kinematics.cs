using System;

namespace Clamber.Core
{
    /// <summary>
    /// Where a body's links are, from the root's pose and the joint angles. All link frames are parallel at joint
    /// angles zero; a link turns about its axis through its own origin.
    /// </summary>
    public sealed class Kinematics
    {
        readonly BodySpec m_Body;
        readonly int[] m_Parents;
        readonly int[] m_Axes;
        readonly Vector3d[] m_Positions;
        readonly Quaterniond[] m_Rotations;

        /// <summary>Finds the chains of a body.</summary>
        public Kinematics(BodySpec body)
        {
            m_Body = body;
            m_Parents = Array.ConvertAll(
                body.Links, link => Array.FindIndex(body.Links, other => other.Name == link.Parent));
            m_Axes = Array.ConvertAll(
                body.Links, link => Array.FindIndex(body.Axes, axis => axis.Link == link.Name));
            m_Positions = new Vector3d[body.Links.Length];
            m_Rotations = new Quaterniond[body.Links.Length];
        }

        /// <summary>Origins of the links after <see cref="Pose"/>, in link order, m.</summary>
        public Vector3d[] Positions
        {
            get { return m_Positions; }
        }

        /// <summary>Rotations of the links after <see cref="Pose"/>, in link order.</summary>
        public Quaterniond[] Rotations
        {
            get { return m_Rotations; }
        }

        /// <summary>The number of a link's parent, -1 for the root.</summary>
        public int ParentOf(int link)
        {
            return m_Parents[link];
        }

        /// <summary>The number of the axis that moves a link, -1 for none.</summary>
        public int AxisOf(int link)
        {
            return m_Axes[link];
        }

        /// <summary>Puts the body into a pose; joint angles in rad.</summary>
        public void Pose(Vector3d rootPosition, Quaterniond rootRotation, double[] joints)
        {
            for (int link = 0; link < m_Positions.Length; link++)
            {
                int parent = m_Parents[link];
                int axis = m_Axes[link];
                Vector3d position = rootPosition;
                Quaterniond rotation = rootRotation;
                if (parent >= 0)
                {
                    position = m_Positions[parent] + m_Rotations[parent].Rotate(m_Body.Links[link].Position);
                    rotation = m_Rotations[parent];
                }
                m_Positions[link] = position;
                m_Rotations[link] = axis >= 0
                    ? rotation * Quaterniond.AboutAxis(m_Body.Axes[axis].Direction, joints[axis])
                    : rotation;
            }
        }

        /// <summary>
        /// z of the lowest point of the colliding shapes of all feet in the present pose, m; of all links where no foot
        /// collides.
        /// </summary>
        public double LowestFootPoint()
        {
            double lowest = LowestPoint(link => link.Foot);
            return double.IsInfinity(lowest) ? LowestPoint(link => true) : lowest;
        }

        double LowestPoint(Predicate<Link> counts)
        {
            double lowest = double.PositiveInfinity;
            for (int link = 0; link < m_Positions.Length; link++)
            {
                if (counts(m_Body.Links[link]))
                {
                    lowest = Math.Min(lowest, -Extreme(link, -1.0));
                }
            }
            return lowest;
        }

        /// <summary>z of the highest point of all colliding shapes in the present pose, m.</summary>
        public double HighestPoint()
        {
            double highest = double.NegativeInfinity;
            for (int link = 0; link < m_Positions.Length; link++)
            {
                highest = Math.Max(highest, Extreme(link, 1.0));
            }
            return highest;
        }

        // The greatest of sign * z over the colliding shapes of a link.
        double Extreme(int link, double sign)
        {
            double extreme = double.NegativeInfinity;
            foreach (Shape shape in m_Body.Links[link].Shapes)
            {
                if (shape.Collides)
                {
                    Quaterniond rotation = m_Rotations[link] * shape.Rotation.Normalized;
                    Vector3d centre = m_Positions[link] + m_Rotations[link].Rotate(shape.Position);
                    extreme = Math.Max(extreme, sign * centre.Z + Reach(shape, rotation));
                }
            }
            return extreme;
        }

        // How far a shape reaches up, and as far down, from its centre.
        static double Reach(Shape shape, Quaterniond rotation)
        {
            Vector3d up = rotation.Inverse.Rotate(new Vector3d(0.0, 0.0, 1.0));
            switch (shape.Kind)
            {
                case ShapeKind.Box:
                    return 0.5 * (Math.Abs(up.X) * shape.Size.X + Math.Abs(up.Y) * shape.Size.Y
                        + Math.Abs(up.Z) * shape.Size.Z);
                case ShapeKind.Capsule:
                    return shape.Size.X + 0.5 * shape.Size.Y * Math.Abs(up.Z);
                default:
                    return shape.Size.X;
            }
        }
    }
}
