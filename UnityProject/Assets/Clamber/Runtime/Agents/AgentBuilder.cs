using Clamber.Core;
using Unity.InferenceEngine;
using Unity.MLAgents.Actuators;
using Unity.MLAgents.Policies;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>Puts agents, each with a lane of its own, into a scene.</summary>
    public sealed class AgentBuilder
    {
        /// <summary>Free space between two lanes, m.</summary>
        public const double Between = 2.0;

        readonly Transform m_Parent;
        readonly Material m_CourseMaterial;
        readonly ulong m_Seed;

        /// <summary>A builder for one scene.</summary>
        /// <param name="parent">What the lanes are children of.</param>
        /// <param name="courseMaterial">What courses look like.</param>
        /// <param name="seed">Of everything drawn.</param>
        public AgentBuilder(Transform parent, Material courseMaterial, ulong seed)
        {
            m_Parent = parent;
            m_CourseMaterial = courseMaterial;
            m_Seed = seed;
        }

        /// <summary>Width of a task's lane, m.</summary>
        public static double LaneWidth(TaskSpec task)
        {
            return task.Course.Width * task.Scale;
        }

        /// <summary>Length of a task's lane, from behind the start to where the ground ends, m.</summary>
        public static double LaneLength(TaskSpec task)
        {
            return (task.Course.StartLength + task.Course.Length + CoursePlan.RunOut) * task.Scale;
        }

        /// <summary>Makes an agent.</summary>
        /// <param name="name">In the scene, and for whoever made a mistake in the task.</param>
        /// <param name="task">What it lives.</param>
        /// <param name="courses">Makes its courses.</param>
        /// <param name="number">Which agent it is.</param>
        /// <param name="start">Where its lane starts, in the middle, from the parent's origin, m.</param>
        /// <param name="look">What its body looks like.</param>
        /// <param name="brain">What drives it where no learner is connected, or null.</param>
        /// <param name="type">Who may drive it.</param>
        /// <param name="plan">What decides over its episodes beside the task.</param>
        /// <exception cref="System.ArgumentException">One line, for a task that cannot be lived in Unity.</exception>
        public LocomotionAgent Build(
            string name, TaskSpec task, CourseGenerator courses, int number, Vector3d start, Material look,
            ModelAsset brain, BehaviorType type, IEpisodePlan plan)
        {
            GameObject lane = new GameObject("Lane " + number) { layer = Layers.Course };
            lane.transform.SetParent(m_Parent, false);
            lane.transform.SetLocalPositionAndRotation(
                Frames.ToUnity(start), Quaternion.identity);
            CourseBuilder course = lane.AddComponent<CourseBuilder>();
            lane.GetComponent<MeshRenderer>().sharedMaterial = m_CourseMaterial;

            // Inactive until it has its task: ML-Agents initialises an agent as it awakes.
            GameObject made = new GameObject(name + " " + number);
            made.SetActive(false);
            made.transform.SetParent(lane.transform, false);
            BehaviorParameters behavior = made.AddComponent<BehaviorParameters>();
            behavior.BehaviorName = task.BehaviorName;
            behavior.Model = brain;
            behavior.BehaviorType = type;
            behavior.DeterministicInference = true;
            behavior.BrainParameters.VectorObservationSize = 0;
            behavior.BrainParameters.ActionSpec = ActionSpec.MakeContinuous(
                new Measures(task.Body, task.Control).Actions);
            LocomotionAgent agent = made.AddComponent<LocomotionAgent>();
            agent.SetTask(task, courses, course, m_Seed, (ulong)number, look, plan);
            made.SetActive(true);
            return agent;
        }
    }
}
