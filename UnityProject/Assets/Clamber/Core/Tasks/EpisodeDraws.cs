using System;

namespace Clamber.Core
{
    /// <summary>What is drawn for an episode: its course, the physics, the start, the command, the pushes.</summary>
    public static class EpisodeDraws
    {
        /// <summary>Course seeds that training draws from end here; evaluation uses those from here on.</summary>
        public const ulong TrainingSeeds = 500000UL;

        /// <summary>The course seed of an episode, from 0 up to but not including <paramref name="end"/>.</summary>
        public static ulong CourseSeed(EpisodeStream stream, ulong end)
        {
            return (ulong)Math.Floor(stream.Uniform(0) * end);
        }

        /// <summary>The friction, masses, strengths and delay of an episode, as the task has them.</summary>
        public static EpisodePhysics Physics(EpisodeStream stream, Randomisation spec)
        {
            double delay = Math.Floor(
                spec.ActionDelay.X + stream.Uniform(4) * (spec.ActionDelay.Y - spec.ActionDelay.X + 1.0));
            return new EpisodePhysics
            {
                Friction = Between(spec.Friction, stream.Uniform(0)),
                MassScale = Between(spec.MassScale, stream.Uniform(1)),
                MotorStrength = Between(spec.MotorStrength, stream.Uniform(2)),
                Gravity = Measures.Gravity * Between(spec.GravityScale, stream.Uniform(3)),
                ActionDelay = (int)Math.Round(Math.Min(delay, spec.ActionDelay.Y)),
                PushSpeed = spec.PushSpeed,
            };
        }

        /// <summary>Fills joint angles (rad) for the start and returns yaw (rad) and root velocity (m/s).</summary>
        public static void Start(
            EpisodeStream stream, Randomisation spec, Measures measures, double[] joints, out double yaw,
            out Vector3d velocity)
        {
            double noise = spec.JointNoiseDeg * Measures.RadiansPerDegree;
            for (int axis = 0; axis < measures.Axes; axis++)
            {
                double angle = measures.Neutral[axis] + noise * (2.0 * stream.Uniform(3 + axis) - 1.0);
                joints[axis] = Math.Min(Math.Max(angle, measures.Lower[axis]), measures.Upper[axis]);
            }
            yaw = spec.YawNoiseDeg * Measures.RadiansPerDegree * (2.0 * stream.Uniform(0) - 1.0);
            velocity = Horizontal(spec.VelocityNoise * stream.Uniform(1), stream.Uniform(2));
        }

        /// <summary>Draws the <paramref name="turn"/>-th command: target speed (m/s) and heading (rad).</summary>
        public static void Command(
            EpisodeStream stream, Command spec, int turn, out double speed, out double heading)
        {
            speed = Between(spec.TargetSpeed, stream.Uniform(2 * turn));
            heading = Between(spec.HeadingDeg, stream.Uniform(2 * turn + 1)) * Measures.RadiansPerDegree;
        }

        /// <summary>
        /// A heading (rad) by which nobody walks off the lane. For an agent halfway to the lane's edge or beyond, one
        /// that leads further out is mirrored. One that would end nearer to an edge than an eighth of the lane's width
        /// is turned until it does not.
        /// </summary>
        /// <param name="heading">As drawn, rad.</param>
        /// <param name="y">How far left of the lane's middle the agent is, m.</param>
        /// <param name="width">Of the lane, m.</param>
        /// <param name="way">As far as the agent goes by this command, m; 0 where that is not known.</param>
        public static double KeptOnLane(double heading, double y, double width, double way)
        {
            if (heading * y > 0.0 && Math.Abs(y) > 0.25 * width)
            {
                heading = -heading;
            }
            double side = Math.Sign(heading);
            double room = Math.Max(0.0, 0.375 * width - side * y);
            if (way * Math.Abs(Math.Sin(heading)) <= room)
            {
                return heading;
            }
            double steepest = Math.Asin(Math.Min(1.0, room / way));
            return side * (Math.Abs(heading) > 0.5 * Math.PI ? Math.PI - steepest : steepest);
        }

        /// <summary>Draws the <paramref name="turn"/>-th push: a horizontal change of velocity, m/s.</summary>
        public static Vector3d Push(EpisodeStream stream, int turn, double largest)
        {
            return Horizontal(largest * stream.Uniform(2 * turn), stream.Uniform(2 * turn + 1));
        }

        static Vector3d Horizontal(double speed, double share)
        {
            double direction = 2.0 * Math.PI * share;
            return new Vector3d(speed * Math.Cos(direction), speed * Math.Sin(direction), 0.0);
        }

        static double Between(Vector2d bounds, double share)
        {
            return bounds.X + (bounds.Y - bounds.X) * share;
        }
    }
}
