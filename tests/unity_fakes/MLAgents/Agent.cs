using System;
using System.Collections.Generic;
using System.Linq;
using Unity.MLAgents.Actuators;
using Unity.MLAgents.Policies;
using Unity.MLAgents.Sensors;
using UnityEngine;

namespace Unity.MLAgents
{
    /// <summary>What an agent sends to its brain.</summary>
    public sealed class SentInfo
    {
        public float Reward;
        public bool Done;
        public bool MaxStepReached;
        public List<float[]> Observations;
    }

    /// <summary>The life of an Agent as in ML-Agents' Agent.cs; its brain is a function that a test sets.</summary>
    public class Agent : MonoBehaviour
    {
        List<ISensor> m_Sensors;
        float[] m_Actions;
        float m_Reward;
        bool m_RequestDecision;
        bool m_RequestAction;

        /// <summary>The brain: from what was sent to the actions.</summary>
        public Func<SentInfo, float[]> Brain;

        /// <summary>Everything that was sent, in order.</summary>
        public readonly List<SentInfo> Sent = new List<SentInfo>();

        public int MaxStep;

        protected virtual void OnEnable()
        {
            BehaviorParameters behavior = GetComponent<BehaviorParameters>();
            m_Actions = new float[behavior.BrainParameters.ActionSpec.NumContinuousActions];
            Academy.Instance.AgentSendState += SendInfo;
            Academy.Instance.AgentAct += AgentStep;
            Academy.Instance.AgentForceReset += OnEpisodeBegin;
            Initialize();
            m_Sensors = GetComponentsInChildren<SensorComponent>().SelectMany(c => c.CreateSensors())
                .OrderBy(sensor => sensor.GetName(), StringComparer.InvariantCulture).ToList();
            if (Academy.Instance.TotalStepCount != 0)
            {
                OnEpisodeBegin();
            }
        }

        protected virtual void OnDisable()
        {
            Academy.Instance.AgentSendState -= SendInfo;
            Academy.Instance.AgentAct -= AgentStep;
            Academy.Instance.AgentForceReset -= OnEpisodeBegin;
        }

        public virtual void Initialize()
        {
        }

        public virtual void Heuristic(in ActionBuffers actionsOut)
        {
        }

        public virtual void OnActionReceived(ActionBuffers actions)
        {
        }

        public virtual void OnEpisodeBegin()
        {
        }

        public void AddReward(float increment)
        {
            if (float.IsNaN(increment) || float.IsInfinity(increment))
            {
                throw new ArgumentException("a reward of " + increment);
            }
            m_Reward += increment;
        }

        public void EndEpisode()
        {
            End(false);
        }

        public void EpisodeInterrupted()
        {
            End(true);
        }

        public void RequestDecision()
        {
            m_RequestDecision = true;
            m_RequestAction = true;
        }

        void End(bool interrupted)
        {
            Send(true, interrupted);
            m_Reward = 0f;
            m_RequestDecision = false;
            m_RequestAction = false;
            Array.Clear(m_Actions, 0, m_Actions.Length);
            OnEpisodeBegin();
        }

        void SendInfo()
        {
            if (m_RequestDecision)
            {
                SentInfo info = Send(false, false);
                m_Reward = 0f;
                m_RequestDecision = false;
                if (Brain != null)
                {
                    m_Actions = Brain(info);
                }
                else if (IsInHeuristicMode())
                {
                    Array.Clear(m_Actions, 0, m_Actions.Length);
                    Heuristic(new ActionBuffers(m_Actions, new int[0]));
                }
            }
        }

        bool IsInHeuristicMode()
        {
            BehaviorParameters behavior = GetComponent<BehaviorParameters>();
            return behavior.BehaviorType == BehaviorType.HeuristicOnly
                || (behavior.BehaviorType == BehaviorType.Default && behavior.Model == null);
        }

        void AgentStep()
        {
            if (m_RequestAction)
            {
                m_RequestAction = false;
                OnActionReceived(new ActionBuffers(m_Actions, new int[0]));
            }
        }

        SentInfo Send(bool done, bool interrupted)
        {
            List<float[]> observations = new List<float[]>();
            foreach (ISensor sensor in m_Sensors)
            {
                sensor.Update();
                ObservationWriter writer = new ObservationWriter();
                sensor.Write(writer);
                if (writer.Written.Count != sensor.GetObservationSpec().Length)
                {
                    throw new InvalidOperationException(sensor.GetName() + ": wrong size");
                }
                observations.Add(writer.Written.ToArray());
            }
            SentInfo info = new SentInfo
            {
                Reward = m_Reward,
                Done = done,
                MaxStepReached = interrupted,
                Observations = observations,
            };
            Sent.Add(info);
            return info;
        }
    }
}
