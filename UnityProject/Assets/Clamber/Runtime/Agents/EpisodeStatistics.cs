using Clamber.Core;
using Unity.MLAgents;

namespace Clamber.Runtime
{
    /// <summary>Tells a learner how an episode went, under the names that the headless player uses.</summary>
    public static class EpisodeStatistics
    {
        const string k_Prefix = "Episode/";

        /// <summary>Adds the totals of an episode that has just ended.</summary>
        /// <param name="agent">Whose.</param>
        /// <param name="difficulty">Of the course.</param>
        public static void Report(TaskAgent agent, double difficulty)
        {
            EpisodeTotals totals = agent.Totals;
            double x = agent.Reached;
            EndingCause fallen = EndingCause.FellOver | EndingCause.FatalContact | EndingCause.OutOfBounds;
            Add("return", totals.Return);
            Add("length", totals.Length);
            Add("distance", x);
            Add("speed", totals.Speed(x));
            Add("energy_per_metre", totals.EnergyPerMetre(x));
            Add("cost_of_transport", totals.CostOfTransport(x));
            Add("difficulty", difficulty);
            Add("fell", (agent.Cause & fallen) != 0);
            Add("fell_over", (agent.Cause & EndingCause.FellOver) != 0);
            Add("fatal_contact", (agent.Cause & EndingCause.FatalContact) != 0);
            Add("out_of_bounds", (agent.Cause & EndingCause.OutOfBounds) != 0);
            Add("stuck", (agent.Cause & EndingCause.Stuck) != 0);
            Add("success", (agent.Cause & EndingCause.Success) != 0);
            Add("time_out", (agent.Cause & EndingCause.TimeOut) != 0);
            Add("broken", (agent.Cause & EndingCause.Broken) != 0);
        }

        static void Add(string name, bool happened)
        {
            Add(name, happened ? 1.0 : 0.0);
        }

        static void Add(string name, double value)
        {
            Academy.Instance.StatsRecorder.Add(k_Prefix + name, (float)value);
        }
    }
}
