using System;

namespace Clamber.Game
{
    /// <summary>How far a race has got.</summary>
    public enum RacePhase
    {
        /// <summary>The racers wait for the start.</summary>
        Countdown,

        /// <summary>They race.</summary>
        Running,

        /// <summary>All have finished, or the time is over.</summary>
        Over,
    }

    /// <summary>Counts down, then measures the race until it is over.</summary>
    public sealed class RaceClock
    {
        /// <summary>Of the countdown, s.</summary>
        public const double Countdown = 3.0;

        readonly double m_Limit;
        double m_Since = -Countdown;

        /// <summary>A clock about to count down to a race of at most so many seconds.</summary>
        public RaceClock(double limit)
        {
            m_Limit = limit;
        }

        /// <summary>How far the race has got.</summary>
        public RacePhase Phase { get; private set; }

        /// <summary>Since the start, s; 0 before it.</summary>
        public double Elapsed
        {
            get { return Math.Max(m_Since, 0.0); }
        }

        /// <summary>Whole seconds that are still to be counted down.</summary>
        public int Count
        {
            get { return (int)Math.Ceiling(Math.Max(-m_Since, 0.0)); }
        }

        /// <summary>Lets time pass, s; <paramref name="allFinished"/> ends the race.</summary>
        public void Advance(double dt, bool allFinished)
        {
            if (Phase == RacePhase.Over)
            {
                return;
            }
            m_Since += dt;
            // A sum of many steps may fall short by a rounding error.
            Phase = m_Since < -1e-9 ? RacePhase.Countdown
                : allFinished || m_Since >= m_Limit - 1e-9 ? RacePhase.Over : RacePhase.Running;
        }
    }
}
