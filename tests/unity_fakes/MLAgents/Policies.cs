using Unity.InferenceEngine;
using Unity.MLAgents.Actuators;
using UnityEngine;

namespace Unity.MLAgents.Policies
{
    public class BrainParameters
    {
        public int VectorObservationSize = 1;

        public ActionSpec ActionSpec { get; set; }
    }

    public enum BehaviorType
    {
        Default = 0,
        HeuristicOnly = 1,
        InferenceOnly = 2,
    }

    public class BehaviorParameters : MonoBehaviour
    {
        public BehaviorParameters()
        {
            BrainParameters = new BrainParameters();
            BehaviorName = "My Behavior";
        }

        public BrainParameters BrainParameters { get; private set; }

        public string BehaviorName { get; set; }

        public ModelAsset Model { get; set; }

        public BehaviorType BehaviorType { get; set; }

        public bool DeterministicInference { get; set; }
    }
}
