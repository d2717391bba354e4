using System;
using Clamber.Core;

namespace Clamber.Game
{
    /// <summary>From a stick to a target speed and heading that change no faster than a creature can follow.</summary>
    public sealed class Steering
    {
        /// <summary>Fastest, in cruising speeds.</summary>
        public const double Fastest = 1.5;

        /// <summary>Furthest to either side, rad.</summary>
        public const double Widest = 30.0 * Measures.RadiansPerDegree;

        // Time in which two thirds of a change are done, s.
        const double k_Lag = 0.25;

        readonly double m_Cruise;

        /// <summary>Of a creature that was taught to walk at a speed, m/s.</summary>
        public Steering(double cruise)
        {
            m_Cruise = cruise;
            Speed = cruise;
        }

        /// <summary>Target speed, m/s.</summary>
        public double Speed { get; private set; }

        /// <summary>Heading, rad to the left.</summary>
        public double Heading { get; private set; }

        /// <summary>
        /// Follows a stick for dt seconds: let go it cruises straight on, pulled back it stops, pushed it hurries.
        /// </summary>
        /// <param name="forward">From -1 to 1.</param>
        /// <param name="right">From -1 to 1.</param>
        /// <param name="dt">s.</param>
        public void Follow(double forward, double right, double dt)
        {
            double speed = m_Cruise * (forward < 0.0 ? 1.0 + forward : 1.0 + (Fastest - 1.0) * forward);
            double share = 1.0 - Math.Exp(-dt / k_Lag);
            Speed += (speed - Speed) * share;
            Heading += (-Widest * right - Heading) * share;
        }
    }
}
