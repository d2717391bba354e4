using System;

namespace Clamber.Core
{
    /// <summary>When an episode ends: one small function per ending. A limit of 0 switches an ending off.</summary>
    public static class EndingRules
    {
        /// <summary>The root is too near the floor, or tilted too far.</summary>
        public static bool FellOver(Moment moment, Endings endings)
        {
            if (endings.FellOverHeight > 0.0
                && moment.Height < endings.FellOverHeight * moment.Measures.StandingHeight)
            {
                return true;
            }
            return endings.FellOverTiltDeg > 0.0
                && -moment.Gravity.Z < Math.Cos(endings.FellOverTiltDeg * Measures.RadiansPerDegree);
        }

        /// <summary>A link marked fatal touched the course during the decision.</summary>
        public static bool FatalContact(Moment moment, Endings endings)
        {
            return endings.FatalContact && moment.State.FatalContact;
        }

        /// <summary>The root is too far beyond the lane's edge, or below the lane's level (in a gap).</summary>
        public static bool OutOfBounds(Moment moment, Endings endings)
        {
            if (endings.OutOfBounds <= 0.0)
            {
                return false;
            }
            Vector3d position = moment.State.RootPosition;
            double beyond = 0.5 * moment.LaneWidth + endings.OutOfBounds * moment.Measures.LegLength;
            return Math.Abs(position.Y) > beyond || position.Z < 0.0;
        }

        /// <summary>The root has crossed the finish of a lane of this length, m.</summary>
        public static bool Finished(Moment moment, double laneLength)
        {
            return moment.State.RootPosition.X >= laneLength;
        }

        /// <summary>The time limit is reached after so many decisions; a truncation.</summary>
        public static bool TimeOut(int elapsed, double dt, Endings endings)
        {
            return elapsed >= Math.Max(1, (int)Math.Round(endings.TimeLimit / dt));
        }
    }
}
