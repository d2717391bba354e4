using System;
using System.Linq;
using Clamber.Core;
using Unity.InferenceEngine;
using Unity.MLAgents;
using Unity.MLAgents.Actuators;
using Unity.MLAgents.Policies;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>
    /// Lays out agents side by side, each on a lane of its own, in the Editor as in a build. The learner's num_areas
    /// multiplies them, the command line (--task, --agents, --seed) overrules the fields.
    /// </summary>
    [DisallowMultipleComponent]
    public sealed class TrainingArea : MonoBehaviour
    {
        // Free space between two lanes, m.
        const float k_Between = 2f;

        [SerializeField, Tooltip("The tasks that --task can choose; the first is lived unless it says otherwise.")]
        TaskAsset[] m_Tasks;

        [SerializeField, Tooltip("Agents in the scene.")]
        [Min(1)]
        int m_Agents;

        [SerializeField, Tooltip("Seed of everything drawn; the same seed and actions make the same episodes.")]
        [Min(0)]
        int m_Seed;

        [SerializeField, Tooltip("Drives the agents where no learner is connected; without one they stand.")]
        ModelAsset m_Brain;

        [SerializeField, Tooltip("What courses look like.")]
        Material m_CourseMaterial;

        [SerializeField, Tooltip("What creatures look like.")]
        Material m_CreatureMaterial;

        /// <summary>The agents, side by side from left to right.</summary>
        public LocomotionAgent[] Agents { get; private set; }

        /// <summary>Sets the fields of an area made by code, while its object is inactive.</summary>
        public void SetUp(TaskAsset[] tasks, int agents, int seed, ModelAsset brain)
        {
            m_Brain = brain;
            m_Tasks = tasks;
            m_Agents = agents;
            m_Seed = seed;
        }

        void Awake()
        {
            try
            {
                LayOut(new TrainingArguments(Environment.GetCommandLineArgs()));
            }
            catch (ArgumentException problem)
            {
                // One line for people; there is nothing to train without a task.
                Debug.LogError("Clamber: " + problem.Message);
                Application.Quit(2);
            }
        }

        void LayOut(TrainingArguments arguments)
        {
            TaskAsset asset = ChooseTask(arguments.Task);
            TaskSpec task = asset.ToSpec();
            Time.fixedDeltaTime = (float)task.PhysicsStep;
            int count = (arguments.Agents ?? m_Agents) * Math.Max(1, Academy.Instance.NumAreas);
            ulong seed = arguments.Seed ?? (ulong)m_Seed;
            CourseGenerator courses = new CourseGenerator(task.Course);
            Agents = new LocomotionAgent[count];
            double scale = task.CourseScale > 0.0 ? task.CourseScale : task.Body.LegLength;
            float pitch = (float)(task.Course.Width * scale) + k_Between;
            for (int number = 0; number < count; number++)
            {
                Agents[number] = MakeAgent(asset.name, task, courses, seed, number, pitch);
            }
        }

        TaskAsset ChooseTask(string wanted)
        {
            if (m_Tasks == null || m_Tasks.Length == 0)
            {
                throw new ArgumentException("Training Area: m_Tasks: the list is empty; at least one task is needed");
            }
            TaskAsset found = wanted == null ? m_Tasks[0] : m_Tasks.FirstOrDefault(task => task.name == wanted);
            if (found == null)
            {
                string known = string.Join(", ", m_Tasks.Select(task => task.name).ToArray());
                throw new ArgumentException("--task: " + wanted + " is not in this build; there are " + known);
            }
            return found;
        }

        LocomotionAgent MakeAgent(
            string name, TaskSpec task, CourseGenerator courses, ulong seed, int number, float pitch)
        {
            GameObject lane = new GameObject("Lane " + number) { layer = Layers.Course };
            lane.transform.SetParent(transform, false);
            lane.transform.SetLocalPositionAndRotation(new Vector3(number * pitch, 0f, 0f), Quaternion.identity);
            CourseBuilder course = lane.AddComponent<CourseBuilder>();
            lane.GetComponent<MeshRenderer>().sharedMaterial = m_CourseMaterial;

            // Inactive until it has its task: ML-Agents initialises an agent as it awakes.
            GameObject made = new GameObject(name + " " + number);
            made.SetActive(false);
            made.transform.SetParent(lane.transform, false);
            BehaviorParameters behavior = made.AddComponent<BehaviorParameters>();
            behavior.BehaviorName = task.BehaviorName;
            behavior.Model = m_Brain;
            behavior.DeterministicInference = true;
            behavior.BrainParameters.VectorObservationSize = 0;
            behavior.BrainParameters.ActionSpec = ActionSpec.MakeContinuous(
                new Measures(task.Body, task.Control).Actions);
            LocomotionAgent agent = made.AddComponent<LocomotionAgent>();
            agent.SetTask(task, courses, course, seed, (ulong)number, m_CreatureMaterial);
            made.SetActive(true);
            return agent;
        }
    }
}
