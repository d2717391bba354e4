using System;

namespace Clamber.Core
{
    /// <summary>
    /// The curves of a muscle and its activation dynamics after MuJoCo's model, normalised: lengths in optimal lengths,
    /// velocities in maximum velocities, forces in peak forces. Slopes are by length and velocity.
    /// </summary>
    public static class MuscleCurves
    {
        // Time constants of activation and deactivation, s.
        const double k_ActivationTime = 0.01;
        const double k_DeactivationTime = 0.04;

        // Active force is zero beyond these lengths.
        const double k_LeastLength = 0.5;
        const double k_MostLength = 1.6;

        // Force at saturating lengthening velocity.
        const double k_EccentricForce = 1.2;

        /// <summary>Four parabolas: 1 at the optimal length, 0 at the least and the most.</summary>
        public static double Active(double length, out double slope)
        {
            const double rise = 0.5 * (1.0 - k_LeastLength);
            const double fall = 0.5 * (k_MostLength - 1.0);
            double x;
            if (length < k_LeastLength || length > k_MostLength)
            {
                slope = 0.0;
                return 0.0;
            }
            if (length <= k_LeastLength + rise)
            {
                x = (length - k_LeastLength) / rise;
                slope = x / rise;
                return 0.5 * x * x;
            }
            if (length <= 1.0)
            {
                x = (1.0 - length) / rise;
                slope = x / rise;
                return 1.0 - 0.5 * x * x;
            }
            if (length <= 1.0 + fall)
            {
                x = (length - 1.0) / fall;
                slope = -x / fall;
                return 1.0 - 0.5 * x * x;
            }
            x = (k_MostLength - length) / fall;
            slope = -x / fall;
            return 0.5 * x * x;
        }

        /// <summary>0 at the maximum shortening velocity, 1 held still, more when lengthening.</summary>
        public static double ByVelocity(double velocity, out double slope)
        {
            const double most = k_EccentricForce - 1.0;
            if (velocity <= -1.0)
            {
                slope = 0.0;
                return 0.0;
            }
            if (velocity <= 0.0)
            {
                slope = 2.0 * (velocity + 1.0);
                return (velocity + 1.0) * (velocity + 1.0);
            }
            if (velocity <= most)
            {
                slope = 2.0 * (most - velocity) / most;
                return k_EccentricForce - (most - velocity) * (most - velocity) / most;
            }
            slope = 0.0;
            return k_EccentricForce;
        }

        /// <summary>
        /// Of the stretched muscle: a parabola from the optimal length on to half the way to the most, then a line.
        /// </summary>
        /// <param name="length">Optimal lengths.</param>
        /// <param name="stretched">The muscle's passive force, peak forces.</param>
        /// <param name="slope">By length.</param>
        public static double Passive(double length, double stretched, out double slope)
        {
            const double half = 0.5 * (k_MostLength - 1.0);
            if (length <= 1.0)
            {
                slope = 0.0;
                return 0.0;
            }
            double x = (length - 1.0) / half;
            if (x <= 1.0)
            {
                slope = stretched * x / half;
                return 0.5 * stretched * x * x;
            }
            slope = stretched / half;
            return stretched * (x - 0.5);
        }

        /// <summary>
        /// How fast an activation follows an excitation, 1/s: quick to rise, slow to fall, the slower the more is
        /// active already.
        /// </summary>
        public static double ActivationRate(double excitation, double activation)
        {
            double scale = 0.5 + 1.5 * Math.Min(Math.Max(activation, 0.0), 1.0);
            double change = Math.Min(Math.Max(excitation, 0.0), 1.0) - activation;
            return change / (change > 0.0 ? k_ActivationTime * scale : k_DeactivationTime / scale);
        }
    }
}
