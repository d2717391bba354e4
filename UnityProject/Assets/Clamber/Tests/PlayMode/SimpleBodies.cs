using System.Collections.Generic;
using Clamber.Core;

namespace Clamber.PlayMode
{
    /// <summary>Bodies simple enough to work out by hand what they must do.</summary>
    public static class SimpleBodies
    {
        /// <summary>Mass of the pendulum's arm, kg.</summary>
        public const double ArmMass = 1.0;

        /// <summary>From the pendulum's joint to its arm's centre of mass, m.</summary>
        public const double ArmReach = 0.5;

        /// <summary>
        /// A block with an arm straight ahead that turns about the axis to the left: a turn by +a lowers the arm.
        /// </summary>
        /// <param name="stiffness">N m/rad.</param>
        /// <param name="damping">N m s/rad.</param>
        /// <param name="forceLimit">N m.</param>
        public static BodySpec Pendulum(double stiffness, double damping, double forceLimit = 1000.0)
        {
            return Body(1.0, new[]
            {
                Part("block", "", new Vector3d(0.0, 0.0, 0.0), new Vector3d(0.2, 0.2, 0.2), 10.0, false),
                Part("arm", "block", new Vector3d(ArmReach, 0.0, 0.0), new Vector3d(0.1, 0.1, 0.1), ArmMass, false),
            }, new[] { Turn("arm", new Vector2d(-60.0, 60.0), stiffness, damping, forceLimit) });
        }

        /// <summary>A table top on four straight legs, each on a hinge about the axis to the left.</summary>
        public static BodySpec Table()
        {
            List<Link> links = new List<Link>
            {
                Part("top", "", new Vector3d(0.0, 0.0, 0.0), new Vector3d(0.6, 0.4, 0.1), 8.0, false),
            };
            List<Axis> axes = new List<Axis>();
            foreach (double x in new[] { 0.25, -0.25 })
            {
                foreach (double y in new[] { 0.15, -0.15 })
                {
                    string name = (x > 0.0 ? "front_" : "rear_") + (y > 0.0 ? "left" : "right");
                    Link leg = Part(
                        name, "top", new Vector3d(0.0, 0.0, -0.2), new Vector3d(0.06, 0.06, 0.4), 0.8, true);
                    leg.Position = new Vector3d(x, y, 0.0);
                    links.Add(leg);
                    axes.Add(Turn(name, new Vector2d(-45.0, 45.0), 150.0, 5.0));
                }
            }
            return Body(0.4, links.ToArray(), axes.ToArray());
        }

        static BodySpec Body(double standingHeight, Link[] links, Axis[] axes)
        {
            return new BodySpec
            {
                Description = "",
                StandingHeight = standingHeight,
                LegLength = standingHeight,
                Links = links,
                Axes = axes,
                Muscles = new Muscle[0],
            };
        }

        static Link Part(string name, string parent, Vector3d center, Vector3d size, double mass, bool foot)
        {
            return new Link
            {
                Name = name,
                Parent = parent,
                Foot = foot,
                Shapes = new[]
                {
                    new Shape
                    {
                        Kind = ShapeKind.Box,
                        Position = center,
                        Rotation = Quaterniond.Identity,
                        Size = size,
                        Mass = mass,
                        Collides = true,
                    },
                },
            };
        }

        static Axis Turn(
            string link, Vector2d range, double stiffness, double damping, double forceLimit = 1000.0)
        {
            return new Axis
            {
                Name = link,
                Link = link,
                Direction = new Vector3d(0.0, 1.0, 0.0),
                RangeDeg = range,
                Stiffness = stiffness,
                Damping = damping,
                ForceLimit = forceLimit,
            };
        }
    }
}
