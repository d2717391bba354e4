using Clamber.Core;

namespace Clamber.Runtime
{
    /// <summary>What decides over an agent's episodes beside its task: a learner, or a game.</summary>
    public interface IEpisodePlan
    {
        /// <summary>The difficulty of the next course, or null for the task's own curriculum.</summary>
        double? Difficulty { get; }

        /// <summary>Where along the lane the next episode starts, m.</summary>
        double StartX { get; }

        /// <summary>Whether the creature is held in its start pose: no time passes for it.</summary>
        bool Resting { get; }

        /// <summary>The seed of the next course, given the one that was drawn.</summary>
        ulong CourseSeed(ulong drawn);

        /// <summary>The physics of the next episode, given what was drawn.</summary>
        EpisodePhysics Physics(EpisodePhysics drawn);

        /// <summary>Asked at every new command: a target speed in place of the drawn one, m/s, or null.</summary>
        double? TargetSpeed();

        /// <summary>Asked likewise: a heading in place of the drawn one, rad to the left, or null.</summary>
        double? Heading();

        /// <summary>Told when an episode has ended, before the next one begins.</summary>
        /// <param name="agent">Whose.</param>
        /// <param name="difficulty">Of the course.</param>
        void Ended(TaskAgent agent, double difficulty);
    }
}
