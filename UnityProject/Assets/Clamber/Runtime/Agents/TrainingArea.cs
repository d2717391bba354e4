using System;
using System.Linq;
using Clamber.Core;
using Unity.InferenceEngine;
using Unity.MLAgents;
using Unity.MLAgents.Policies;
using UnityEngine;
using UnityEngine.SceneManagement;

namespace Clamber.Runtime
{
    /// <summary>
    /// Lays out agents in rows around the first, each on a lane of its own, in the Editor as in a build. The learner's
    /// num_areas multiplies them, the command line (--task, --agents, --seed) overrules the fields.
    /// </summary>
    [DisallowMultipleComponent]
    public sealed class TrainingArea : MonoBehaviour
    {
        const string k_RaceScene = "Race";

        [SerializeField, Tooltip("The tasks that --task can choose; the first is lived unless it says otherwise.")]
        TaskAsset[] m_Tasks;

        [SerializeField, Tooltip("Agents in the scene.")]
        [Min(1)]
        int m_Agents = 16;

        [SerializeField, Tooltip("Seed of everything drawn where no learner tells one; the same seed and actions make "
            + "the same episodes.")]
        [Min(0)]
        int m_Seed;

        [SerializeField, Tooltip("Drives the agents where no learner is connected; without one they stand.")]
        ModelAsset m_Brain;

        [SerializeField, Tooltip("Decisions of the task that this brain holds each action for, as in its training; a "
            + "learner sees to that itself.")]
        [Min(1)]
        int m_ActionRepeat = 1;

        [SerializeField, Tooltip("What courses look like.")]
        Material m_CourseMaterial;

        [SerializeField, Tooltip("What creatures look like.")]
        Material m_CreatureMaterial;

        /// <summary>The agents, the first of them in the middle.</summary>
        public LocomotionAgent[] Agents { get; private set; }

        /// <summary>Sets the fields of an area made by code, while its object is inactive.</summary>
        public void SetUp(TaskAsset[] tasks, int agents, int seed, ModelAsset brain, int actionRepeat = 1)
        {
            m_ActionRepeat = actionRepeat;
            m_Brain = brain;
            m_Tasks = tasks;
            m_Agents = agents;
            m_Seed = seed;
        }

        void Awake()
        {
            try
            {
                TrainingArguments arguments = new TrainingArguments(Environment.GetCommandLineArgs());
                if (!arguments.ForTraining && !Application.isEditor && !Application.isBatchMode)
                {
                    // Somebody opened a built game to play it.
                    SceneManager.LoadScene(k_RaceScene);
                    return;
                }
                LayOut(arguments);
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
            string problem = asset.FirstProblem();
            if (problem != null)
            {
                throw new ArgumentException(problem);
            }
            TaskSpec task = asset.ToSpec();
            if (m_Brain != null && !Academy.Instance.IsCommunicatorOn)
            {
                task.DecisionSteps *= Math.Max(1, m_ActionRepeat);
            }
            Time.fixedDeltaTime = (float)task.PhysicsStep;
            int count = (arguments.Agents ?? m_Agents) * Math.Max(1, Academy.Instance.NumAreas);
            ulong seed = arguments.Seed ?? OwnSeed();
            CourseGenerator courses = new CourseGenerator(task.Course);
            Agents = new LocomotionAgent[count];
            LaneGrid grid = new LaneGrid(
                count, AgentBuilder.LaneLength(task) + AgentBuilder.Between,
                AgentBuilder.LaneWidth(task) + AgentBuilder.Between);
            AgentBuilder builder = new AgentBuilder(transform, m_CourseMaterial, seed);
            IEpisodePlan plan = new LearnerPlan();
            for (int number = 0; number < count; number++)
            {
                Agents[number] = builder.Build(
                    asset.name, task, courses, number, grid.Start(number), m_CreatureMaterial, m_Brain,
                    BehaviorType.Default, plan);
            }
            Agents[0].HandControlled = true;
        }

        // A learner tells every player another seed, which reaches Unity's random numbers alone: the Academy sets them.
        ulong OwnSeed()
        {
            return Academy.Instance.IsCommunicatorOn
                ? (ulong)UnityEngine.Random.Range(0, int.MaxValue) : (ulong)m_Seed;
        }

        TaskAsset ChooseTask(string wanted)
        {
            // An element whose asset was deleted, or was never chosen, is null.
            TaskAsset[] tasks = (m_Tasks ?? new TaskAsset[0]).Where(task => task != null).ToArray();
            if (tasks.Length == 0)
            {
                throw new ArgumentException("Training Area: m_Tasks: the list is empty; at least one task is needed");
            }
            TaskAsset found = wanted == null ? tasks[0] : tasks.FirstOrDefault(task => task.name == wanted);
            if (found == null)
            {
                string known = string.Join(", ", tasks.Select(task => task.name).ToArray());
                throw new ArgumentException("--task: " + wanted + " is not in this build; there are " + known);
            }
            return found;
        }
    }
}
