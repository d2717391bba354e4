using System;
using Clamber.Core;
using Unity.MLAgents;
using Unity.MLAgents.Actuators;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>
    /// A creature that lives a task on its own lane. Core has the rules; this connects them to ML-Agents on one side
    /// and to the physics on the other.
    /// </summary>
    [RequireComponent(typeof(ObservationSensors))]
    [DisallowMultipleComponent]
    public sealed class LocomotionAgent : Agent
    {
        TaskSpec m_Task;
        TaskAgent m_Rules;
        Creature m_Creature;
        CourseBuilder m_Lane;
        CourseSupply m_Courses;
        PhysicsMaterial m_Material;
        ObservationSensors m_Sensors;
        IEpisodePlan m_Plan;
        JointControl m_Joints;
        ulong m_Seed;
        ulong m_Number;
        ulong m_Episode;
        double m_Difficulty;
        bool m_Begun;
        int m_PhysicsSteps;
        float[] m_Actions;

        /// <summary>The rules that the agent lives by.</summary>
        public TaskAgent Rules
        {
            get { return m_Rules; }
        }

        /// <summary>The body.</summary>
        public Creature Creature
        {
            get { return m_Creature; }
        }

        /// <summary>How difficult the present course is.</summary>
        public double Difficulty { get; private set; }

        /// <summary>Whether keyboard and gamepad move its joints while it has no brain.</summary>
        public bool HandControlled { get; set; }

        /// <summary>The joints as they are moved by hand.</summary>
        public JointControl Joints
        {
            get { return m_Joints; }
        }

        /// <summary>Gives the agent its task; while the object is inactive, before ML-Agents initialises it.</summary>
        /// <param name="task">What it lives.</param>
        /// <param name="courses">Makes its courses; agents of one task share it.</param>
        /// <param name="lane">Where its courses stand.</param>
        /// <param name="seed">Of everything drawn.</param>
        /// <param name="number">Which agent it is.</param>
        /// <param name="look">What its body looks like.</param>
        /// <param name="plan">What decides over its episodes beside the task; null: a learner.</param>
        /// <exception cref="ArgumentException">One line, for a task that cannot be lived.</exception>
        public void SetTask(
            TaskSpec task, CourseGenerator courses, CourseBuilder lane, ulong seed, ulong number, Material look,
            IEpisodePlan plan = null)
        {
            m_Plan = plan ?? new LearnerPlan();
            m_Task = task;
            m_Lane = lane;
            m_Seed = seed;
            m_Number = number;
            m_Difficulty = task.Curriculum.Difficulty;
            m_Rules = new TaskAgent(task);
            m_Courses = new CourseSupply(courses, task.Scale, m_Rules.Measures.TopHeight);
            m_Actions = new float[m_Rules.Measures.Actions];
            m_Joints = new JointControl(m_Actions.Length, task.Control == ControlMode.Muscle ? -1.0 : 0.0);
            m_Sensors = GetComponent<ObservationSensors>();
            m_Sensors.SetSizes(m_Rules.ProprioceptionSize, m_Rules.TerrainSize);
            m_Material = new PhysicsMaterial(task.BehaviorName);
            m_Lane.SetMaterial(m_Material);
            m_Creature = ArticulationBuilder.Build(task.Body, lane.transform, m_Material, look, task.Control);
        }

        /// <inheritdoc/>
        protected override void OnEnable()
        {
            base.OnEnable();
            Academy.Instance.AgentPreStep += BeforeAcademyStep;
        }

        /// <inheritdoc/>
        protected override void OnDisable()
        {
            if (Academy.IsInitialized)
            {
                Academy.Instance.AgentPreStep -= BeforeAcademyStep;
            }
            base.OnDisable();
        }

        void OnDestroy()
        {
            // Unity frees only what it loaded.
            Destroy(m_Material);
        }

        /// <inheritdoc/>
        public override void OnEpisodeBegin()
        {
            JudgeDifficulty();
            Difficulty = m_Plan.Difficulty ?? m_Difficulty;
            Course course = m_Courses.Take(CourseSeed(m_Episode), Difficulty);
            m_Lane.Place(course);
            EpisodeStream physicsPlace = new EpisodeStream(m_Seed, m_Number, m_Episode, Purpose.Physics);
            EpisodePhysics physics = m_Plan.Physics(EpisodeDraws.Physics(physicsPlace, m_Task.Randomisation));
            m_Material.staticFriction = (float)physics.Friction;
            m_Material.dynamicFriction = (float)physics.Friction;
            m_Creature.SetPhysics(physics);
            m_Rules.Begin(
                m_Seed, m_Number, m_Episode, course, physics, m_Plan.TargetSpeed, m_Plan.Heading, m_Plan.StartX);
            PutAtStart();
            m_Episode++;
            m_Begun = true;
            m_Courses.Want(CourseSeed(m_Episode), Difficulty);
        }

        /// <inheritdoc/>
        public override void OnActionReceived(ActionBuffers actions)
        {
            if (m_Begun)
            {
                // A learner reset the scene between the decision and the action, which was for the episode before.
                return;
            }
            ActionSegment<float> continuous = actions.ContinuousActions;
            for (int index = 0; index < m_Actions.Length; index++)
            {
                m_Actions[index] = continuous[index];
            }
            double[] control = m_Rules.Act(m_Actions);
            Vector3d push;
            if (m_Rules.PushDue(out push))
            {
                m_Creature.Push(push);
            }
            m_Creature.BeginDecision();
            m_Creature.Drive(control);
            m_Creature.Act(m_Task.PhysicsStep);
        }

        /// <inheritdoc/>
        public override void Heuristic(in ActionBuffers actionsOut)
        {
            // Without a brain drives hold the neutral pose, and muscles are relaxed. By hand one of them moves.
            ActionSegment<float> continuous = actionsOut.ContinuousActions;
            if (HandControlled)
            {
                m_Joints.Hold(
                    m_Rules.Moment.Dt, PlayerInput.ChooseJoint, PlayerInput.Forward, PlayerInput.NeutralJoints);
            }
            for (int index = 0; index < m_Actions.Length; index++)
            {
                continuous[index] = (float)m_Joints.Actions[index];
            }
        }

        ulong CourseSeed(ulong episode)
        {
            return m_Plan.CourseSeed(EpisodeDraws.CourseSeed(
                new EpisodeStream(m_Seed, m_Number, episode, Purpose.Course), EpisodeDraws.TrainingSeeds));
        }

        // Once per physics step, before the step. An episode's first observation is of the start pose that the rules
        // hold: transforms move with the next physics step only.
        void BeforeAcademyStep(int academyStep)
        {
            if (m_Plan.Resting)
            {
                // It neither lives nor moves: relaxed muscles would let it fall, and who waits is not stuck.
                PutAtStart();
                return;
            }
            if (m_Begun)
            {
                m_Begun = false;
                Decide();
            }
            else
            {
                m_Creature.AfterPhysicsStep(m_Task.PhysicsStep);
                m_PhysicsSteps++;
                if (m_PhysicsSteps == m_Task.DecisionSteps)
                {
                    m_Creature.Read(m_Rules.State);
                    Live();
                    if (!m_Plan.Resting)
                    {
                        Decide();
                    }
                }
                else
                {
                    // After a decision it acts as soon as the decision has been received.
                    m_Creature.Act(m_Task.PhysicsStep);
                }
            }
            m_Creature.ApplyGravity();
        }

        void PutAtStart()
        {
            m_Creature.Reset(
                m_Rules.StartPosition, m_Rules.StartRotation, m_Rules.StartVelocity, m_Rules.StartJoints);
        }

        void Live()
        {
            AddReward((float)m_Rules.Live());
            if (m_Rules.Cause == EndingCause.None)
            {
                return;
            }
            // The last observation of a broken body is its last sound one.
            if (m_Rules.Cause != EndingCause.Broken)
            {
                Observe();
            }
            m_Plan.Ended(m_Rules, Difficulty);
            if (m_Rules.Truncated)
            {
                EpisodeInterrupted();
            }
            else
            {
                EndEpisode();
            }
            m_Begun = false;
        }

        void Decide()
        {
            m_PhysicsSteps = 0;
            Observe();
            RequestDecision();
        }

        void Observe()
        {
            m_Rules.Observe(m_Sensors.Proprioception.Values, m_Sensors.Terrain.Values);
        }

        // Promotes and demotes by the episode that has just ended, in a curriculum of the agent's own. One that a
        // learner broke off tells nothing.
        void JudgeDifficulty()
        {
            if (m_Task.Curriculum.Mode == CurriculumMode.PerAgent && m_Rules.Cause != EndingCause.None)
            {
                m_Difficulty = CurriculumRule.NextDifficulty(
                    m_Task.Curriculum, Difficulty, m_Rules.Reached, m_Lane.Course.Length);
            }
        }
    }
}
