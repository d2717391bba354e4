using System;

namespace Clamber.Core
{
    /// <summary>
    /// The moment of a decision: all that senses, rewards and endings of one agent may look at. The lane's frame unless
    /// said otherwise.
    /// </summary>
    public sealed class Moment
    {
        // How long the widest angles of a joint's range take to fade, s.
        const double k_RangeSeconds = 1.0;

        /// <summary>A moment for one agent, all zero but for headings straight down the lane.</summary>
        public Moment(Measures measures, double dt, BodyState state)
        {
            Measures = measures;
            Dt = dt;
            State = state;
            HeadingX = 1.0;
            CommandX = 1.0;
            LaneWidth = 1.0;
            PreviousJointVelocity = new double[measures.Axes];
            EarlierJointVelocity = new double[measures.Axes];
            JointLow = new double[measures.Axes];
            JointHigh = new double[measures.Axes];
            Action = new double[measures.Actions];
            PreviousAction = new double[measures.Actions];
            AirTime = new double[measures.Feet];
            LandingAirTime = new double[measures.Feet];
            FootVelocity = new Vector3d[measures.Feet];
        }

        /// <summary>Of the body.</summary>
        public Measures Measures { get; private set; }

        /// <summary>Time between decisions, s.</summary>
        public double Dt { get; private set; }

        /// <summary>The body now.</summary>
        public BodyState State { get; private set; }

        /// <summary>The root's forward direction on the ground, a unit vector: along the lane.</summary>
        public double HeadingX { get; set; }

        /// <summary>The root's forward direction on the ground: across the lane.</summary>
        public double HeadingY { get; set; }

        /// <summary>Direction of gravity in the root's frame, a unit vector.</summary>
        public Vector3d Gravity { get; set; }

        /// <summary>Velocity of the root's origin in the root's frame, m/s.</summary>
        public Vector3d Velocity { get; set; }

        /// <summary>Height of the floor under the root, m.</summary>
        public double Floor { get; set; }

        /// <summary>Height of the root over that floor, m.</summary>
        public double Height { get; set; }

        /// <summary>Share that is left of the energy budget; null where the task has none.</summary>
        public double? Stamina { get; set; }

        /// <summary>Along the lane since the decision before, m.</summary>
        public double Progress { get; set; }

        /// <summary>The root's x at the decision before, m.</summary>
        public double PreviousX { get; set; }

        /// <summary>Joint velocities at the decision before, rad/s.</summary>
        public double[] PreviousJointVelocity { get; private set; }

        /// <summary>Joint velocities at the decision before that, rad/s.</summary>
        public double[] EarlierJointVelocity { get; private set; }

        /// <summary>The smallest angle each joint has been at lately, rad.</summary>
        public double[] JointLow { get; private set; }

        /// <summary>The largest angle each joint has been at lately, rad.</summary>
        public double[] JointHigh { get; private set; }

        /// <summary>The last action, in [-1, 1].</summary>
        public double[] Action { get; private set; }

        /// <summary>The action before the last.</summary>
        public double[] PreviousAction { get; private set; }

        /// <summary>How long each foot has been off the ground, s.</summary>
        public double[] AirTime { get; private set; }

        /// <summary>For a foot that has just come down, how long it was off the ground; else 0, s.</summary>
        public double[] LandingAirTime { get; private set; }

        /// <summary>Of the feet's origins since the decision before, m/s.</summary>
        public Vector3d[] FootVelocity { get; private set; }

        /// <summary>Asked for along the commanded heading, m/s.</summary>
        public double TargetSpeed { get; set; }

        /// <summary>The commanded heading, a unit vector: along the lane.</summary>
        public double CommandX { get; set; }

        /// <summary>The commanded heading: across the lane.</summary>
        public double CommandY { get; set; }

        /// <summary>Of the agent's course, m.</summary>
        public double LaneWidth { get; set; }

        /// <summary>Whether the episode has just ended other than by time.</summary>
        public bool Terminated { get; set; }

        /// <summary>Whether the agent has just crossed the finish.</summary>
        public bool Finished { get; set; }

        /// <summary>
        /// Fills heading, gravity and velocity from the root's rotation and velocity. With R the rotation from root to
        /// lane: gravity = -(third row of R), velocity = R^T v, heading = (R00, R10) made a unit vector, or (1, 0) for
        /// a root that points straight up or down.
        /// </summary>
        public void UpdateFrames()
        {
            Quaterniond q = State.RootRotation;
            Vector3d v = State.RootLinearVelocity;
            double x2 = q.X + q.X, y2 = q.Y + q.Y, z2 = q.Z + q.Z;
            double xx = q.X * x2, yy = q.Y * y2, zz = q.Z * z2;
            double xy = q.X * y2, xz = q.X * z2, yz = q.Y * z2;
            double wx = q.W * x2, wy = q.W * y2, wz = q.W * z2;
            double r00 = 1.0 - (yy + zz), r01 = xy - wz, r02 = xz + wy;
            double r10 = xy + wz, r11 = 1.0 - (xx + zz), r12 = yz - wx;
            double r20 = xz - wy, r21 = yz + wx, r22 = 1.0 - (xx + yy);
            Gravity = new Vector3d(-r20, -r21, -r22);
            Velocity = new Vector3d(
                r00 * v.X + r10 * v.Y + r20 * v.Z,
                r01 * v.X + r11 * v.Y + r21 * v.Z,
                r02 * v.X + r12 * v.Y + r22 * v.Z);
            double length = Math.Sqrt(r00 * r00 + r10 * r10);
            bool upended = length < 1e-6;
            HeadingX = upended ? 1.0 : r00 / length;
            HeadingY = upended ? 0.0 : r10 / length;
        }

        /// <summary>
        /// Counts how long feet are off the ground and notes the flights that ended with this decision.
        /// </summary>
        public void UpdateAirTime()
        {
            for (int foot = 0; foot < AirTime.Length; foot++)
            {
                bool contact = State.FootContact[foot];
                bool landing = contact && AirTime[foot] > 0.0;
                AirTime[foot] += Dt;
                LandingAirTime[foot] = landing ? AirTime[foot] : 0.0;
                AirTime[foot] = contact ? 0.0 : AirTime[foot];
            }
        }

        /// <summary>Forgets how long feet have been off the ground: an episode begins.</summary>
        public void ClearAirTime()
        {
            Array.Clear(AirTime, 0, AirTime.Length);
            Array.Clear(LandingAirTime, 0, LandingAirTime.Length);
        }

        /// <summary>Widens the joints' ranges by where they are now, and lets what is long past fade.</summary>
        public void UpdateRanges()
        {
            double share = Dt / k_RangeSeconds;
            for (int axis = 0; axis < JointLow.Length; axis++)
            {
                double angle = State.JointPosition[axis];
                JointLow[axis] = Math.Min(angle, JointLow[axis] + (angle - JointLow[axis]) * share);
                JointHigh[axis] = Math.Max(angle, JointHigh[axis] + (angle - JointHigh[axis]) * share);
            }
        }

        /// <summary>Begins the joints' ranges where they are now.</summary>
        public void BeginRanges()
        {
            Array.Copy(State.JointPosition, JointLow, JointLow.Length);
            Array.Copy(State.JointPosition, JointHigh, JointHigh.Length);
        }
    }
}
