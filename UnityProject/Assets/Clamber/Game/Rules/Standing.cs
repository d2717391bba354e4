using System;

namespace Clamber.Game
{
    /// <summary>How one racer is doing.</summary>
    public sealed class Standing
    {
        // Over which its speed is averaged, s.
        const double k_Averaging = 0.5;

        double m_Averaged;

        /// <summary>At the start line of a lane of so many metres.</summary>
        public Standing(double laneLength)
        {
            LaneLength = laneLength;
        }

        /// <summary>From start to finish, m.</summary>
        public double LaneLength { get; private set; }

        /// <summary>Along the lane, m.</summary>
        public double Distance { get; private set; }

        /// <summary>Along the lane, averaged over half a second, m/s.</summary>
        public double Speed
        {
            get { return m_Averaged; }
        }

        /// <summary>Times it fell.</summary>
        public int Falls { get; private set; }

        /// <summary>When it crossed the finish, s, or null.</summary>
        public double? FinishTime { get; private set; }

        /// <summary>Share of the lane behind it, so that creatures of all sizes compare.</summary>
        public double Share
        {
            get { return Distance / LaneLength; }
        }

        /// <summary>Takes in where it is (m) and how fast along the lane (m/s) after so many seconds.</summary>
        public void Move(double x, double speed, double dt)
        {
            if (FinishTime != null)
            {
                return;
            }
            Distance = Math.Min(Math.Max(x, 0.0), LaneLength);
            m_Averaged += (speed - m_Averaged) * (1.0 - Math.Exp(-dt / k_Averaging));
        }

        /// <summary>Counts a fall.</summary>
        public void Fall()
        {
            Falls++;
            m_Averaged = 0.0;
        }

        /// <summary>It crossed the finish so many seconds after the start; only the first time counts.</summary>
        public void Finish(double time)
        {
            FinishTime = FinishTime ?? time;
            Distance = LaneLength;
            m_Averaged = 0.0;
        }
    }
}
