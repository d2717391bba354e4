using Clamber.Core;

namespace Clamber.Runtime
{
    /// <summary>Episodes as a learner has them: drawn, but for what it sets; it is told how they went.</summary>
    public sealed class LearnerPlan : IEpisodePlan
    {
        /// <inheritdoc/>
        public double? Difficulty
        {
            get { return EpisodeSettings.Difficulty; }
        }

        /// <inheritdoc/>
        public double StartX
        {
            get { return 0.0; }
        }

        /// <inheritdoc/>
        public bool Resting
        {
            get { return false; }
        }

        /// <inheritdoc/>
        public ulong CourseSeed(ulong drawn)
        {
            return drawn;
        }

        /// <inheritdoc/>
        public EpisodePhysics Physics(EpisodePhysics drawn)
        {
            return EpisodeSettings.Apply(drawn);
        }

        /// <inheritdoc/>
        public double? TargetSpeed()
        {
            return EpisodeSettings.TargetSpeed();
        }

        /// <inheritdoc/>
        public double? Heading()
        {
            return null;
        }

        /// <inheritdoc/>
        public void Ended(TaskAgent agent, double difficulty)
        {
            EpisodeStatistics.Report(agent, difficulty);
        }
    }
}
