using System;
using System.Collections.Generic;

namespace Clamber.Core
{
    /// <summary>
    /// What an agent is paid for: one small pure function per term, known by its name. A term is worth weight * term *
    /// decision interval per decision, so weights are per second; an event that is to pay p when it happens has the
    /// weight p / interval.
    /// </summary>
    public static class RewardTerms
    {
        // Share of a joint's range, from its middle, that joint_limits leaves free.
        const double k_SoftLimit = 0.9;

        // A knee bent this far from straight is bent enough, rad.
        const double k_KneeBend = 0.7;

        // Targets slower than this Froude speed count as it where a speed is divided by its target.
        const double k_SlowestTarget = 0.1;

        static readonly Dictionary<string, Func<Moment, double>> s_Terms = new Dictionary<string, Func<Moment, double>>
        {
            { "forward_progress", ForwardProgress },
            { "track_goal_vel", TrackGoalVel },
            { "track_lin_vel", TrackLinVel },
            { "heading", Heading },
            { "upright", Upright },
            { "flat_orientation", FlatOrientation },
            { "alive", Alive },
            { "termination", Termination },
            { "finished", Finished },
            { "action_rate", ActionRate },
            { "joint_acc", JointAcc },
            { "joint_jerk", JointJerk },
            { "joint_vel", JointVel },
            { "joint_torque", JointTorque },
            { "energy", Energy },
            { "joint_limits", JointLimits },
            { "joint_deviation", JointDeviation },
            { "range_spread", RangeSpread },
            { "knee_bend", KneeBend },
            { "feet_air_time", FeetAirTime },
            { "single_stance", SingleStance },
            { "foot_slip", FootSlip },
            { "lateral", Lateral },
            { "base_height", BaseHeight },
            { "lin_vel_z", LinVelZ },
            { "ang_vel_xy", AngVelXY },
        };

        /// <summary>The names of all terms.</summary>
        public static ICollection<string> Names
        {
            get { return s_Terms.Keys; }
        }

        /// <summary>The function of a term.</summary>
        /// <exception cref="ArgumentException">One line, for an unknown name.</exception>
        public static Func<Moment, double> Of(string name)
        {
            Func<Moment, double> term;
            if (!s_Terms.TryGetValue(name, out term))
            {
                string[] names = new string[s_Terms.Count];
                s_Terms.Keys.CopyTo(names, 0);
                throw new ArgumentException(
                    "m_Rewards: '" + name + "' is not allowed; one of " + string.Join(", ", names));
            }
            return term;
        }

        /// <summary>Metres along the lane per second: (x - x before) / dt.</summary>
        public static double ForwardProgress(Moment moment)
        {
            return moment.Progress / moment.Dt;
        }

        /// <summary>
        /// min(v, target) / target with v the root's speed along the commanded heading; a target below
        /// 0.1 sqrt(9.81 leg length) is divided by that instead, so that a creature told to stand may sway.
        /// </summary>
        public static double TrackGoalVel(Moment moment)
        {
            return Math.Min(SpeedAlongCommand(moment), moment.TargetSpeed)
                / Math.Max(moment.TargetSpeed, SlowestTarget(moment));
        }

        /// <summary>
        /// exp(-|v - target|^2 / s^2) with the horizontal velocity and s = sqrt(9.81 leg length) / 4.
        /// </summary>
        public static double TrackLinVel(Moment moment)
        {
            Vector3d velocity = moment.State.RootLinearVelocity;
            double errorX = velocity.X - moment.TargetSpeed * moment.CommandX;
            double errorY = velocity.Y - moment.TargetSpeed * moment.CommandY;
            double perSquare = 16.0 / (Measures.Gravity * moment.Measures.LegLength);
            return Math.Exp(-(errorX * errorX + errorY * errorY) * perSquare);
        }

        /// <summary>Cosine of the angle between the root's heading and the commanded one.</summary>
        public static double Heading(Moment moment)
        {
            return moment.HeadingX * moment.CommandX + moment.HeadingY * moment.CommandY;
        }

        /// <summary>Cosine of the root's tilt: 1 upright, 0 lying, -1 upside down.</summary>
        public static double Upright(Moment moment)
        {
            return -moment.Gravity.Z;
        }

        /// <summary>Squared sine of the root's tilt: g_x^2 + g_y^2 of projected gravity.</summary>
        public static double FlatOrientation(Moment moment)
        {
            return moment.Gravity.X * moment.Gravity.X + moment.Gravity.Y * moment.Gravity.Y;
        }

        /// <summary>1 for every decision that does not end the episode, but for a finish.</summary>
        public static double Alive(Moment moment)
        {
            return moment.Terminated && !moment.Finished ? 0.0 : 1.0;
        }

        /// <summary>1 at a decision that ends the episode other than by time or finish.</summary>
        public static double Termination(Moment moment)
        {
            return moment.Terminated && !moment.Finished ? 1.0 : 0.0;
        }

        /// <summary>1 at the decision that crosses the finish.</summary>
        public static double Finished(Moment moment)
        {
            return moment.Finished ? 1.0 : 0.0;
        }

        /// <summary>Sum over actions of (a - a before)^2.</summary>
        public static double ActionRate(Moment moment)
        {
            double sum = 0.0;
            for (int action = 0; action < moment.Action.Length; action++)
            {
                double change = moment.Action[action] - moment.PreviousAction[action];
                sum += change * change;
            }
            return sum;
        }

        /// <summary>Sum over axes of ((v - v before) / dt)^2, rad^2/s^4.</summary>
        public static double JointAcc(Moment moment)
        {
            double sum = 0.0;
            double[] velocity = moment.State.JointVelocity;
            for (int axis = 0; axis < velocity.Length; axis++)
            {
                double acceleration = (velocity[axis] - moment.PreviousJointVelocity[axis]) / moment.Dt;
                sum += acceleration * acceleration;
            }
            return sum;
        }

        /// <summary>Sum over axes of ((v - 2 v before + v before that) / dt^2)^2, rad^2/s^6.</summary>
        public static double JointJerk(Moment moment)
        {
            double sum = 0.0;
            double[] velocity = moment.State.JointVelocity;
            for (int axis = 0; axis < velocity.Length; axis++)
            {
                double change = velocity[axis] - 2.0 * moment.PreviousJointVelocity[axis]
                    + moment.EarlierJointVelocity[axis];
                double jerk = change / (moment.Dt * moment.Dt);
                sum += jerk * jerk;
            }
            return sum;
        }

        /// <summary>Sum over axes of v^2, rad^2/s^2.</summary>
        public static double JointVel(Moment moment)
        {
            return SumOfSquares(moment.State.JointVelocity);
        }

        /// <summary>Sum over axes of torque^2, N^2 m^2.</summary>
        public static double JointTorque(Moment moment)
        {
            return SumOfSquares(moment.State.JointTorque);
        }

        /// <summary>Mechanical power, sum over axes of |torque * velocity|, W.</summary>
        public static double Energy(Moment moment)
        {
            double sum = 0.0;
            foreach (double energy in moment.State.JointEnergy)
            {
                sum += energy;
            }
            return sum / moment.Dt;
        }

        /// <summary>Sum over axes of how far the angle is outside the inner 90% of its range, rad.</summary>
        public static double JointLimits(Moment moment)
        {
            Measures measures = moment.Measures;
            double sum = 0.0;
            for (int axis = 0; axis < measures.Axes; axis++)
            {
                double middle = 0.5 * (measures.Lower[axis] + measures.Upper[axis]);
                double half = 0.5 * k_SoftLimit * (measures.Upper[axis] - measures.Lower[axis]);
                sum += Math.Max(Math.Abs(moment.State.JointPosition[axis] - middle) - half, 0.0);
            }
            return sum;
        }

        /// <summary>Sum over axes of (angle - neutral angle)^2, rad^2.</summary>
        public static double JointDeviation(Moment moment)
        {
            double sum = 0.0;
            for (int axis = 0; axis < moment.Measures.Axes; axis++)
            {
                double deviation = moment.State.JointPosition[axis] - moment.Measures.Neutral[axis];
                sum += deviation * deviation;
            }
            return sum;
        }

        /// <summary>
        /// Mean over kinds of joint of the standard deviation of the legs' ranges of the last second, rad. A kind is
        /// what is the same but for the leg; 0 where all legs move as far.
        /// </summary>
        public static double RangeSpread(Moment moment)
        {
            int[][] kinds = moment.Measures.Alike;
            double total = 0.0;
            foreach (int[] axes in kinds)
            {
                double mean = 0.0;
                foreach (int axis in axes)
                {
                    mean += (moment.JointHigh[axis] - moment.JointLow[axis]) / axes.Length;
                }
                double square = 0.0;
                foreach (int axis in axes)
                {
                    double difference = moment.JointHigh[axis] - moment.JointLow[axis] - mean;
                    square += difference * difference;
                }
                total += Math.Sqrt(square / axes.Length);
            }
            return total / Math.Max(kinds.Length, 1);
        }

        /// <summary>
        /// Mean over knees of how far they are bent from straight (angle 0): min(|angle| / 0.7 rad, 1).
        /// </summary>
        public static double KneeBend(Moment moment)
        {
            int[] knees = moment.Measures.Knees;
            double sum = 0.0;
            foreach (int knee in knees)
            {
                sum += Math.Min(Math.Abs(moment.State.JointPosition[knee]) / k_KneeBend, 1.0);
            }
            return sum / Math.Max(knees.Length, 1);
        }

        /// <summary>
        /// Sum over feet that just came down of (time in the air - t), t = 0.3 s * sqrt(leg length / 1 m).
        /// </summary>
        public static double FeetAirTime(Moment moment)
        {
            double least = 0.3 * Math.Sqrt(moment.Measures.LegLength);
            double sum = 0.0;
            foreach (double flight in moment.LandingAirTime)
            {
                sum += flight > 0.0 ? flight - least : 0.0;
            }
            return sum;
        }

        /// <summary>
        /// 1 while exactly one foot is on the ground: what two legs do that step instead of hopping.
        /// 0 while the target is below 0.1 sqrt(9.81 leg length): who is told to stand need not march on the spot.
        /// </summary>
        public static double SingleStance(Moment moment)
        {
            int standing = 0;
            foreach (bool contact in moment.State.FootContact)
            {
                standing += contact ? 1 : 0;
            }
            return standing == 1 && moment.TargetSpeed >= SlowestTarget(moment) ? 1.0 : 0.0;
        }

        /// <summary>Sum over feet on the ground of their squared horizontal speed, m^2/s^2.</summary>
        public static double FootSlip(Moment moment)
        {
            double sum = 0.0;
            for (int foot = 0; foot < moment.FootVelocity.Length; foot++)
            {
                Vector3d velocity = moment.FootVelocity[foot];
                sum += moment.State.FootContact[foot] ? velocity.X * velocity.X + velocity.Y * velocity.Y : 0.0;
            }
            return sum;
        }

        /// <summary>Squared distance from the lane's middle, in half lane widths: 1 at the edge.</summary>
        public static double Lateral(Moment moment)
        {
            double share = 2.0 * moment.State.RootPosition.Y / moment.LaneWidth;
            return share * share;
        }

        /// <summary>
        /// Squared difference of the root's height over the floor from the standing height, leg lengths^2.
        /// </summary>
        public static double BaseHeight(Moment moment)
        {
            Measures measures = moment.Measures;
            double difference = (moment.Height - measures.StandingHeight) / measures.LegLength;
            return difference * difference;
        }

        /// <summary>Squared vertical velocity of the root, m^2/s^2.</summary>
        public static double LinVelZ(Moment moment)
        {
            double velocity = moment.State.RootLinearVelocity.Z;
            return velocity * velocity;
        }

        /// <summary>Squared roll and pitch rates in the root's frame, rad^2/s^2.</summary>
        public static double AngVelXY(Moment moment)
        {
            Vector3d rate = moment.State.RootAngularVelocity;
            return rate.X * rate.X + rate.Y * rate.Y;
        }

        /// <summary>Who is told to go slower than this, m/s, is told to stand.</summary>
        static double SlowestTarget(Moment moment)
        {
            return k_SlowestTarget * Math.Sqrt(Measures.Gravity * moment.Measures.LegLength);
        }

        static double SpeedAlongCommand(Moment moment)
        {
            Vector3d velocity = moment.State.RootLinearVelocity;
            return velocity.X * moment.CommandX + velocity.Y * moment.CommandY;
        }

        static double SumOfSquares(double[] values)
        {
            double sum = 0.0;
            foreach (double value in values)
            {
                sum += value * value;
            }
            return sum;
        }
    }
}
