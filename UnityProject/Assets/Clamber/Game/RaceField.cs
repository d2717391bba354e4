using System;
using System.Collections.Generic;
using System.Linq;
using Clamber.Core;
using Clamber.Runtime;
using Unity.MLAgents.Policies;
using UnityEngine;

namespace Clamber.Game
{
    /// <summary>A race that is on: racers side by side, their standings and the clock.</summary>
    public sealed class RaceField
    {
        // A race is over after so many seconds.
        const double k_Limit = 180.0;

        readonly GameObject m_Root;
        readonly List<Racer> m_Racers = new List<Racer>();
        readonly List<Material> m_Looks = new List<Material>();
        double m_Step;

        /// <summary>Lays a race out.</summary>
        /// <param name="parent">What it is a child of.</param>
        /// <param name="catalog">What the settings choose from.</param>
        /// <param name="settings">What was chosen.</param>
        /// <param name="course">What courses look like.</param>
        /// <param name="creature">What creatures look like, but for their colours.</param>
        /// <exception cref="ArgumentException">One line: what cannot be raced with, and why.</exception>
        public RaceField(
            Transform parent, RaceCatalog catalog, RaceSettings settings, Material course, Material creature)
        {
            Clock = new RaceClock(k_Limit);
            ulong seed = settings.Seed;
            TaskSpec[] tasks = settings.Racers.Select((choice, number) =>
                Task(catalog, settings, choice, number)).ToArray();
            m_Step = tasks[0].PhysicsStep;
            Time.fixedDeltaTime = (float)m_Step;
            m_Root = new GameObject("Field");
            m_Root.transform.SetParent(parent, false);
            try
            {
                LayOut(new AgentBuilder(m_Root.transform, course, seed), catalog, settings, tasks, creature);
            }
            catch
            {
                Remove();
                throw;
            }
            Standings = new Standings(tasks.Select(task => task.Course.Length * task.Scale).ToArray());
            for (int number = 0; number < m_Racers.Count; number++)
            {
                m_Racers[number].SetStanding(Standings[number]);
            }
        }

        /// <summary>The racers, from left to right.</summary>
        public IList<Racer> Racers
        {
            get { return m_Racers; }
        }

        /// <summary>Who is where.</summary>
        public Standings Standings { get; private set; }

        /// <summary>The race's clock.</summary>
        public RaceClock Clock { get; private set; }

        /// <summary>Lets a physics step pass.</summary>
        public void Step()
        {
            Clock.Advance(m_Step, Standings.AllFinished);
            foreach (Racer racer in m_Racers)
            {
                racer.Advance(m_Step);
            }
        }

        /// <summary>Takes the race out of the scene.</summary>
        public void Remove()
        {
            // Destroyed objects stay until the end of the frame, inactive ones leave the physics at once.
            m_Root.SetActive(false);
            UnityEngine.Object.Destroy(m_Root);
            m_Looks.ForEach(UnityEngine.Object.Destroy);
            m_Looks.Clear();
        }

        static TaskSpec Task(RaceCatalog catalog, RaceSettings settings, RacerChoice choice, int number)
        {
            TaskAsset asset = catalog.Task(choice);
            string problem = asset.FirstProblem() ?? catalog.Course(settings.Course).FirstProblem();
            if (problem != null)
            {
                throw new ArgumentException(problem);
            }
            TaskSpec task = asset.ToSpec();
            RaceBrain brain = catalog.Brain(choice);
            task.DecisionSteps *= brain == null ? 1 : brain.ActionRepeat;
            RaceTask.Prepare(task, catalog.Course(settings.Course).ToSpec(), settings.Steered == number, brain != null);
            double step = catalog.Task(settings.Racers[0]).PhysicsStep;
            if (asset.PhysicsStep != (float)step)
            {
                throw new ArgumentException(
                    asset.name + ": m_PhysicsStep: " + asset.PhysicsStep + " s is not allowed in this race; the first "
                    + "racer's is " + step + " s");
            }
            return task;
        }

        void LayOut(
            AgentBuilder builder, RaceCatalog catalog, RaceSettings settings, TaskSpec[] tasks, Material creature)
        {
            // Lanes lie from left to right, so y falls.
            double y = 0.0;
            for (int number = 0; number < tasks.Length; number++)
            {
                TaskSpec task = tasks[number];
                RacerChoice choice = settings.Racers[number];
                RaceBrain brain = catalog.Brain(choice);
                bool steered = settings.Steered == number;
                Racer racer = new Racer(
                    catalog.CreatureName(choice.Creature), task, settings.Seed, settings.Difficulty,
                    Clock, steered ? new Steering(task.Command.TargetSpeed.X) : null);
                double half = 0.5 * AgentBuilder.LaneWidth(task);
                y -= number == 0 ? 0.0 : half;
                Material look = new Material(creature) { color = RaceColors.Of(number) };
                m_Looks.Add(look);
                LocomotionAgent agent = builder.Build(
                    racer.Name, task, new CourseGenerator(task.Course), number, new Vector3d(0.0, y, 0.0), look,
                    brain == null ? null : brain.Model,
                    brain == null ? BehaviorType.HeuristicOnly : BehaviorType.InferenceOnly, racer);
                agent.HandControlled = steered;
                racer.SetAgent(agent);
                m_Racers.Add(racer);
                y -= half + AgentBuilder.Between;
            }
        }
    }
}
