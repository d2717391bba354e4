using System;

namespace Clamber.Core
{
    /// <summary>How difficult an agent's next course is, where each agent is promoted and demoted by itself.</summary>
    public static class CurriculumRule
    {
        /// <summary>
        /// An agent that came past Promote of its lane goes up by Step, one short of Demote goes down by it, within
        /// [0, 1] (the rule of legged_gym's terrain levels).
        /// </summary>
        public static double NextDifficulty(Curriculum curriculum, double difficulty, double distance, double length)
        {
            double share = distance / length;
            double step = share >= curriculum.Promote ? 1.0 : share < curriculum.Demote ? -1.0 : 0.0;
            return Math.Min(Math.Max(difficulty + curriculum.Step * step, 0.0), 1.0);
        }
    }
}
