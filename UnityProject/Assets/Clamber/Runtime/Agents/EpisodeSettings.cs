using System;
using Clamber.Core;
using Unity.MLAgents;

namespace Clamber.Runtime
{
    /// <summary>
    /// What a learner sets from outside over the task's own values (ML-Agents environment parameters), asked for anew
    /// at every episode.
    /// </summary>
    public static class EpisodeSettings
    {
        /// <summary>An environment parameter held within its limits, or null if it is not set.</summary>
        public static double? Get(string name, double minimum, double maximum)
        {
            float value = Academy.Instance.EnvironmentParameters.GetWithDefault(name, float.NaN);
            return float.IsNaN(value) ? (double?)null : Math.Min(Math.Max(value, minimum), maximum);
        }

        /// <summary>The difficulty that a lesson sets, or null.</summary>
        public static double? Difficulty
        {
            get { return Get("difficulty", 0.0, 1.0); }
        }

        /// <summary>The target speed that is set, m/s, or null.</summary>
        public static double? TargetSpeed()
        {
            return Get("target_speed", 0.0, 20.0);
        }

        /// <summary>An episode's physics with what is set in place of what was drawn.</summary>
        public static EpisodePhysics Apply(EpisodePhysics drawn)
        {
            return new EpisodePhysics
            {
                Friction = Get("friction", 0.0, 5.0) ?? drawn.Friction,
                MassScale = Get("mass_scale", 0.1, 10.0) ?? drawn.MassScale,
                MotorStrength = Get("motor_strength", 0.0, 10.0) ?? drawn.MotorStrength,
                Gravity = Get("gravity", 0.0, 100.0) ?? drawn.Gravity,
                ActionDelay = (int)Math.Round(Get("action_delay", 0.0, 20.0) ?? drawn.ActionDelay),
                PushSpeed = Get("push_speed", 0.0, 10.0) ?? drawn.PushSpeed,
            };
        }
    }
}
