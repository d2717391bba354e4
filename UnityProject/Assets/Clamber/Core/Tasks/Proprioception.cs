using System;
using System.Collections.Generic;

namespace Clamber.Core
{
    /// <summary>
    /// What an agent senses of itself (obs_0), in named blocks whose places are recorded in the task.
    /// </summary>
    public static class Proprioception
    {
        // The root's height over the floor and its sideways offset are held within these, leg lengths.
        const double k_LeastHeight = -1.0;
        const double k_GreatestHeight = 4.0;
        const double k_GreatestOffset = 4.0;

        // Velocities are held within these, so that one violent contact does not drown a learner's normalisation.
        const double k_GreatestVelocity = 50.0;
        const double k_GreatestJointVelocity = 100.0;

        /// <summary>How many values there are, for a body and whether it tires.</summary>
        public static int Size(Measures measures, bool tires)
        {
            return 14 + 2 * measures.Axes + measures.Feet + measures.Actions + (tires ? 1 : 0);
        }

        /// <summary>
        /// The blocks of both sensors for a body, where it samples the terrain, and whether it tires.
        /// </summary>
        public static ObservationBlock[] Layout(Measures measures, TerrainSense terrain, bool tires)
        {
            List<ObservationBlock> blocks = new List<ObservationBlock>();
            AddBlock(blocks, 0, "projected_gravity", 3);
            AddBlock(blocks, 0, "base_lin_vel", 3);
            AddBlock(blocks, 0, "base_ang_vel", 3);
            AddBlock(blocks, 0, "joint_pos", measures.Axes);
            AddBlock(blocks, 0, "joint_vel", measures.Axes);
            AddBlock(blocks, 0, "foot_contacts", measures.Feet);
            AddBlock(blocks, 0, "last_action", measures.Actions);
            AddBlock(blocks, 0, "base_height", 1);
            AddBlock(blocks, 0, "command", 3);
            AddBlock(blocks, 0, "sideways_offset", 1);
            if (tires)
            {
                AddBlock(blocks, 0, "stamina", 1);
            }
            AddBlock(blocks, 1, "height_scan", terrain.FloorForward.Length * terrain.FloorSide.Length);
            AddBlock(blocks, 1, "ceiling_scan", terrain.CeilingForward.Length);
            return blocks.ToArray();
        }

        /// <summary>Fills obs_0.</summary>
        public static void Sense(Moment moment, float[] obs)
        {
            BodyState state = moment.State;
            Measures measures = moment.Measures;
            int at = 0;
            at = Write(obs, at, moment.Gravity, double.PositiveInfinity);
            at = Write(obs, at, moment.Velocity, k_GreatestVelocity);
            at = Write(obs, at, state.RootAngularVelocity, k_GreatestVelocity);
            for (int axis = 0; axis < measures.Axes; axis++)
            {
                obs[at++] = (float)(state.JointPosition[axis] - measures.Neutral[axis]);
            }
            for (int axis = 0; axis < measures.Axes; axis++)
            {
                obs[at++] = Clip(state.JointVelocity[axis], -k_GreatestJointVelocity, k_GreatestJointVelocity);
            }
            for (int foot = 0; foot < measures.Feet; foot++)
            {
                obs[at++] = state.FootContact[foot] ? 1f : 0f;
            }
            for (int action = 0; action < measures.Actions; action++)
            {
                obs[at++] = (float)moment.Action[action];
            }
            obs[at++] = Clip(moment.Height / measures.LegLength, k_LeastHeight, k_GreatestHeight);
            obs[at++] = (float)moment.TargetSpeed;
            obs[at++] = (float)(moment.CommandY * moment.HeadingX - moment.CommandX * moment.HeadingY);
            obs[at++] = (float)(moment.CommandX * moment.HeadingX + moment.CommandY * moment.HeadingY);
            obs[at++] = Clip(state.RootPosition.Y / measures.LegLength, -k_GreatestOffset, k_GreatestOffset);
            if (moment.Stamina.HasValue)
            {
                obs[at] = (float)moment.Stamina.Value;
            }
        }

        static void AddBlock(List<ObservationBlock> blocks, int sensor, string name, int size)
        {
            ObservationBlock last = blocks.Count > 0 ? blocks[blocks.Count - 1] : null;
            int start = last != null && last.Sensor == sensor ? last.Start + last.Size : 0;
            blocks.Add(new ObservationBlock { Sensor = sensor, Name = name, Start = start, Size = size });
        }

        static int Write(float[] obs, int at, Vector3d value, double bound)
        {
            obs[at] = Clip(value.X, -bound, bound);
            obs[at + 1] = Clip(value.Y, -bound, bound);
            obs[at + 2] = Clip(value.Z, -bound, bound);
            return at + 3;
        }

        static float Clip(double value, double low, double high)
        {
            return (float)Math.Min(Math.Max(value, low), high);
        }
    }
}
