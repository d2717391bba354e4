using System;
using Clamber.Core;

namespace Clamber.Game
{
    /// <summary>How a boulder is thrown so that it meets a moving creature.</summary>
    public static class BoulderThrow
    {
        // Horizontal speed of a throw, m/s, and how short and long it may fly, s.
        const double k_Speed = 12.0;
        const double k_Shortest = 0.25;
        const double k_Longest = 2.0;

        // Of a boulder, as shares of the creature's mass and leg length.
        const double k_Mass = 0.1;
        const double k_Radius = 0.15;

        /// <summary>A boulder's mass, kg, for a creature of this mass.</summary>
        public static double Mass(double creature)
        {
            return k_Mass * creature;
        }

        /// <summary>A boulder's radius, m, for a creature with legs of this length.</summary>
        public static double Radius(double legLength)
        {
            return k_Radius * legLength;
        }

        /// <summary>How long a boulder flies over such a distance (m), s.</summary>
        public static double FlightTime(double distance)
        {
            return Math.Min(Math.Max(distance / k_Speed, k_Shortest), k_Longest);
        }

        /// <summary>
        /// The velocity (m/s) with which a boulder meets its target after a time T: (target + v T - from) / T, and half
        /// of what gravity takes in T upwards.
        /// </summary>
        /// <param name="from">Where it leaves, m.</param>
        /// <param name="target">Where the creature is, m.</param>
        /// <param name="velocity">How it moves, m/s.</param>
        /// <param name="time">T, s.</param>
        /// <param name="gravity">Downwards, m/s^2.</param>
        public static Vector3d Velocity(
            Vector3d from, Vector3d target, Vector3d velocity, double time, double gravity)
        {
            Vector3d way = target + time * velocity - from;
            return (1.0 / time) * way + new Vector3d(0.0, 0.0, 0.5 * gravity * time);
        }
    }
}
