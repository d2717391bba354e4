namespace Clamber.Core
{
    /// <summary>What the numbers of a stream are for; each purpose of an episode has a stream of its own.</summary>
    public enum Purpose
    {
        /// <summary>The course's seed.</summary>
        Course = 0,

        /// <summary>The start pose.</summary>
        Start = 1,

        /// <summary>Friction, masses, strengths.</summary>
        Physics = 2,

        /// <summary>Target speed and heading.</summary>
        Command = 3,

        /// <summary>Pushes.</summary>
        Push = 4,
    }

    /// <summary>
    /// The random numbers of an agent's episode, drawn by place and not by turn: each is a function of (environment
    /// seed, agent, episode, purpose, index), so it does not depend on how many agents there are.
    /// </summary>
    public struct EpisodeStream
    {
        readonly ulong m_State;

        /// <summary>The stream of one purpose in one episode of one agent.</summary>
        public EpisodeStream(ulong seed, ulong agent, ulong episode, Purpose purpose)
        {
            unchecked
            {
                ulong state = SplitMix64.Mix(seed + SplitMix64.Step * (agent + 1UL));
                state = SplitMix64.Mix(state + SplitMix64.Step * (episode + 1UL));
                m_State = SplitMix64.Mix(state + SplitMix64.Step * ((ulong)purpose + 1UL));
            }
        }

        /// <summary>The number in [0, 1) at a place, 0 being the first.</summary>
        public double Uniform(int index)
        {
            unchecked
            {
                return SplitMix64.ToUnit(SplitMix64.Mix(m_State + SplitMix64.Step * ((ulong)index + 1UL)));
            }
        }
    }
}
