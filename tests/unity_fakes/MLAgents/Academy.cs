using System;
using System.Collections.Generic;
using System.Globalization;

namespace Unity.MLAgents
{
    public enum StatAggregationMethod
    {
        Average = 0,
        MostRecent = 1,
        Sum = 2,
        Histogram = 3,
    }

    public sealed class StatsRecorder
    {
        /// <summary>What was told: names and values.</summary>
        public readonly List<KeyValuePair<string, float>> Told = new List<KeyValuePair<string, float>>();

        public void Add(
            string key, float value, StatAggregationMethod aggregationMethod = StatAggregationMethod.Average)
        {
            Told.Add(new KeyValuePair<string, float>(key, value));
        }
    }

    public sealed class EnvironmentParameters
    {
        /// <summary>What a learner has set.</summary>
        public readonly Dictionary<string, float> Values = new Dictionary<string, float>();

        public float GetWithDefault(string key, float defaultValue)
        {
            float value;
            return Values.TryGetValue(key, out value) ? value : defaultValue;
        }
    }

    public class Academy
    {
        static Academy s_Instance;
        bool m_HadFirstReset;
        int m_StepCount;

        Academy()
        {
            StatsRecorder = new StatsRecorder();
            EnvironmentParameters = new EnvironmentParameters();
            NumAreas = 1;
        }

        public event Action<int> AgentPreStep;

        internal event Action AgentSendState;

        internal event Action AgentAct;

        internal event Action AgentForceReset;

        public static bool IsInitialized
        {
            get { return s_Instance != null; }
        }

        public static Academy Instance
        {
            get { return s_Instance ?? (s_Instance = new Academy()); }
        }

        public StatsRecorder StatsRecorder { get; private set; }

        public EnvironmentParameters EnvironmentParameters { get; private set; }

        public int NumAreas { get; private set; }

        public bool IsCommunicatorOn { get; private set; }

        public int TotalStepCount { get; private set; }

        /// <summary>For tests: what the learner asks for.</summary>
        public void UseAreas(int count)
        {
            NumAreas = count;
        }

        /// <summary>For tests: what the learner sets, as "name value name value".</summary>
        public void UseParameters(string told)
        {
            string[] parts = told.Split(new[] { ' ' }, StringSplitOptions.RemoveEmptyEntries);
            for (int index = 0; index < parts.Length; index += 2)
            {
                EnvironmentParameters.Values[parts[index]] =
                    float.Parse(parts[index + 1], CultureInfo.InvariantCulture);
            }
        }

        /// <summary>For tests: whether a learner is connected.</summary>
        public void UseLearner(bool on)
        {
            IsCommunicatorOn = on;
        }

        /// <summary>In the order of Academy.EnvironmentStep: reset, pre-step, send, act.</summary>
        public void EnvironmentStep()
        {
            if (!m_HadFirstReset)
            {
                m_HadFirstReset = true;
                m_StepCount = 0;
                if (AgentForceReset != null)
                {
                    AgentForceReset();
                }
            }
            if (AgentPreStep != null)
            {
                AgentPreStep(m_StepCount);
            }
            m_StepCount++;
            TotalStepCount++;
            if (AgentSendState != null)
            {
                AgentSendState();
            }
            if (AgentAct != null)
            {
                AgentAct();
            }
        }
    }
}
