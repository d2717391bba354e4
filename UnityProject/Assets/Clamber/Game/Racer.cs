using System;
using Clamber.Core;
using Clamber.Runtime;
using Unity.MLAgents.Policies;
using UnityEngine;

namespace Clamber.Game
{
    /// <summary>
    /// One creature in a race: on the race's course, at the last checkpoint after a fall, at rest before the start and
    /// after the finish.
    /// </summary>
    public sealed class Racer : IEpisodePlan
    {
        // Beyond the finish, where it comes to rest, leg lengths.
        const double k_Beyond = 1.5;

        const EndingCause k_Falls =
            EndingCause.FellOver | EndingCause.FatalContact | EndingCause.OutOfBounds | EndingCause.Broken;

        readonly double m_Difficulty;
        readonly ulong m_CourseSeed;
        readonly RaceClock m_Clock;
        readonly Steering m_Steering;
        readonly string[] m_Joints;
        readonly bool m_Planar;
        Checkpoints m_Checkpoints;
        Standing m_Standing;
        double m_Furthest;
        double m_StartX;

        /// <summary>A racer that is still to be given its body.</summary>
        /// <param name="name">On the screen.</param>
        /// <param name="task">What it lives.</param>
        /// <param name="seed">Of the course.</param>
        /// <param name="difficulty">Of the course.</param>
        /// <param name="clock">The race's.</param>
        /// <param name="steering">The player's stick, or null.</param>
        public Racer(string name, TaskSpec task, ulong seed, double difficulty, RaceClock clock, Steering steering)
        {
            Name = name;
            LegLength = task.Body.LegLength;
            m_Planar = task.Body.Planar;
            m_Joints = task.Control == ControlMode.Muscle
                ? Array.ConvertAll(task.Body.Muscles, muscle => muscle.Name)
                : Array.ConvertAll(task.Body.Axes, axis => axis.Name);
            m_CourseSeed = seed;
            m_Difficulty = difficulty;
            m_Clock = clock;
            m_Steering = steering;
        }

        /// <summary>On the screen.</summary>
        public string Name { get; private set; }

        /// <summary>Of its body, m.</summary>
        public double LegLength { get; private set; }

        /// <summary>Its agent.</summary>
        public LocomotionAgent Agent { get; private set; }

        /// <summary>Its lane.</summary>
        public CourseBuilder Lane { get; private set; }

        /// <summary>Whether a brain drives it.</summary>
        public bool HasBrain
        {
            get { return Agent.GetComponent<BehaviorParameters>().Model != null; }
        }

        /// <summary>The joint that is moved, or the muscle that is excited, by hand, if it has no brain.</summary>
        public string JointName
        {
            get { return m_Joints[Agent.Joints.Selected]; }
        }

        /// <summary>The player's stick, or null.</summary>
        public Steering Steering
        {
            get { return m_Steering; }
        }

        /// <inheritdoc/>
        public double? Difficulty
        {
            get { return m_Difficulty; }
        }

        /// <inheritdoc/>
        public double StartX
        {
            get { return m_StartX; }
        }

        /// <inheritdoc/>
        public bool Resting
        {
            get { return m_Clock.Phase == RacePhase.Countdown || HasFinished; }
        }

        bool HasFinished
        {
            get { return m_Standing != null && m_Standing.FinishTime != null; }
        }

        /// <summary>Where its root is in the scene, in Clamber's frame, m.</summary>
        public Vector3d Position
        {
            get { return Frames.FromUnity(Agent.Creature.Links[0].transform.position); }
        }

        /// <summary>How its root moves in the scene, in Clamber's frame, m/s.</summary>
        public Vector3d Velocity
        {
            get { return Frames.FromUnity(Agent.Creature.Links[0].linearVelocity); }
        }

        /// <summary>Gives it the agent that lives it.</summary>
        public void SetAgent(LocomotionAgent agent)
        {
            Agent = agent;
            Lane = agent.GetComponentInParent<CourseBuilder>();
        }

        /// <summary>Gives it its line in the standings.</summary>
        public void SetStanding(Standing standing)
        {
            m_Standing = standing;
        }

        /// <summary>Takes in where it has come to after so many seconds of racing.</summary>
        public void Advance(double dt)
        {
            if (HasFinished || m_Clock.Phase == RacePhase.Over)
            {
                return;
            }
            BodyState state = Agent.Rules.State;
            m_Furthest = Math.Max(m_Furthest, state.RootPosition.X);
            m_Standing.Move(state.RootPosition.X, state.RootLinearVelocity.X, dt);
        }

        /// <inheritdoc/>
        public ulong CourseSeed(ulong drawn)
        {
            return m_CourseSeed;
        }

        /// <inheritdoc/>
        public EpisodePhysics Physics(EpisodePhysics drawn)
        {
            return drawn;
        }

        /// <inheritdoc/>
        public double? TargetSpeed()
        {
            return m_Steering == null ? (double?)null : m_Steering.Speed;
        }

        /// <inheritdoc/>
        public double? Heading()
        {
            // A planar body cannot turn.
            return m_Steering == null || m_Planar ? (double?)null : m_Steering.Heading;
        }

        /// <inheritdoc/>
        public void Ended(TaskAgent agent, double difficulty)
        {
            // What is done after the result is known does not change it.
            bool counts = m_Clock.Phase != RacePhase.Over;
            if (counts && (agent.Cause & EndingCause.Success) != 0)
            {
                m_Standing.Finish(m_Clock.Elapsed);
                m_StartX = Lane.Course.Length + k_Beyond * LegLength;
                return;
            }
            if (counts && (agent.Cause & k_Falls) != 0 && !Resting)
            {
                m_Standing.Fall();
            }
            m_Checkpoints = m_Checkpoints ?? new Checkpoints(Lane.Course);
            m_StartX = m_Checkpoints.Before(m_Furthest);
        }
    }
}
