using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Clamber.Core;
using Clamber.Runtime;
using Unity.InferenceEngine;
using Unity.MLAgents;
using Unity.MLAgents.Policies;
using UnityEngine;

namespace Clamber.Runner
{
    /// <summary>
    /// Lays out a training area of all the content's tasks under this process' own command line, with
    /// "areas=N|parameters= name value ..." as the learner's, "learner=SEED" if one is connected, and a brain that
    /// holds actions for "repeat=N" decisions. With "steps=N" prints how often the first agent decides in so many, and
    /// what action it remembers then; with "reset=1" the learner resets the scene in place of the last answer; with
    /// "missing=1" the list of tasks begins with one whose asset is gone. Else
    /// prints per agent its lane's place across, difficulty, static friction, mass, first stiffness, what ApplyGravity
    /// adds in m/s^2, course seed, target speed, whether it has the brain, dynamic friction, the sum of the links'
    /// moments of inertia, and how far its lane is moved along itself; then plays on until an episode ends and prints
    /// the statistics. A bad argument prints the exit code and the error.
    /// </summary>
    public sealed class AreaCommand
    {
        static ModelAsset s_Brain;

        /// <summary>Runs the command.</summary>
        public static void Run(AssetLoader assets, string content, TextReader input, TextWriter output)
        {
            TaskAsset[] tasks = Directory.GetFiles(Path.Combine(content, "Tasks"), "*.asset").OrderBy(path => path)
                .Select(path => assets.Load<TaskAsset>("Tasks/" + Path.GetFileName(path))).ToArray();
            Record record = new Record(input.ReadLine());
            Academy.Instance.UseParameters(record.Text("parameters"));
            Academy.Instance.UseAreas((int)record.Number("areas"));
            Academy.Instance.UseLearner(record.Number("learner") > 0.0);
            UnityEngine.Random.InitState((int)record.Number("learner"));
            GameObject made = new GameObject("area");
            made.SetActive(false);
            TrainingArea area = made.AddComponent<TrainingArea>();
            s_Brain = new ModelAsset();
            if (record.Has("missing"))
            {
                tasks = new TaskAsset[] { null }.Concat(tasks).ToArray();
            }
            area.SetUp(tasks, 1, 5, s_Brain, (int)record.Number("repeat"));
            made.SetActive(true);
            if (Debug.Errors.Count > 0)
            {
                output.WriteLine(Application.Quits.Single() + "|" + Debug.Errors.Single());
                return;
            }
            Academy.Instance.EnvironmentStep();
            int steps = (int)record.Number("steps");
            if (steps > 0)
            {
                bool reset = record.Number("reset") > 0.0;
                output.WriteLine(Record.Show(new[] { (double)Decisions(area.Agents[0], steps, reset) }));
                output.WriteLine(Record.Show(area.Agents[0].Rules.Moment.Action));
                return;
            }
            foreach (LocomotionAgent agent in area.Agents)
            {
                output.WriteLine(Record.Show(Describe(agent)));
            }
            List<KeyValuePair<string, float>> told = Academy.Instance.StatsRecorder.Told;
            for (int step = 0; step < 40000 && told.Count == 0; step++)
            {
                Physics.Simulate(Time.fixedDeltaTime);
                Academy.Instance.EnvironmentStep();
            }
            // Of the first agent alone: all end together.
            foreach (KeyValuePair<string, float> entry in told.Take(told.Count / area.Agents.Length))
            {
                output.WriteLine(entry.Key + "|" + entry.Value.ToString("R", CultureInfo.InvariantCulture));
            }
        }

        static int Decisions(LocomotionAgent agent, int steps, bool reset)
        {
            int decisions = 0;
            bool last = false;
            agent.Brain = info =>
            {
                decisions++;
                if (reset && last)
                {
                    // As in ML-Agents, where the learner's wish comes in place of the answer.
                    agent.OnEpisodeBegin();
                }
                return Enumerable.Repeat(1f, agent.Rules.Measures.Actions).ToArray();
            };
            for (int step = 0; step < steps; step++)
            {
                last = step == steps - 1;
                Physics.Simulate(Time.fixedDeltaTime);
                Academy.Instance.EnvironmentStep();
            }
            return decisions;
        }

        static double[] Describe(LocomotionAgent agent)
        {
            CourseBuilder lane = agent.GetComponentInParent<CourseBuilder>();
            ArticulationBody root = agent.Creature.Links[0];
            BehaviorParameters behavior = agent.GetComponent<BehaviorParameters>();
            root.linearVelocity = Vector3.zero;
            agent.Creature.ApplyGravity();
            return new[]
            {
                lane.transform.position.x, agent.Difficulty,
                lane.GetComponent<BoxCollider>().sharedMaterial.staticFriction,
                agent.Creature.Links.Sum(link => link.mass), agent.Creature.Axes[0].xDrive.stiffness,
                root.linearVelocity.y / Time.fixedDeltaTime, lane.Course.Seed, agent.Rules.Moment.TargetSpeed,
                behavior.Model == s_Brain && behavior.DeterministicInference ? 1.0 : 0.0,
                lane.GetComponent<BoxCollider>().sharedMaterial.dynamicFriction,
                agent.Creature.Links.Sum(link => link.inertiaTensor.x + link.inertiaTensor.y + link.inertiaTensor.z),
                lane.transform.position.z,
            };
        }
    }
}
