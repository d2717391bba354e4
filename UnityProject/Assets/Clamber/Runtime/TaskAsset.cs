using System;
using Clamber.Core;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>What an agent lives through, as saved in Tasks/NAME.asset.</summary>
    [CreateAssetMenu(fileName = "Task", menuName = "Clamber/Task")]
    public sealed class TaskAsset : ScriptableObject
    {
        [Header("What it is")]
        [SerializeField, Tooltip("One sentence.")]
        string m_Description = "";

        [SerializeField, Tooltip("The ML-Agents behavior, as in trainer_configs.")]
        string m_BehaviorName = "";

        [Header("Who and where")]
        [SerializeField, Tooltip("The body asset.")]
        BodyAsset m_Body;

        [SerializeField, Tooltip("The course asset.")]
        CourseAsset m_Course;

        [SerializeField, Tooltip("Size of a leg length of the course, m; 0: the body's leg length.")]
        [Min(0f)]
        float m_CourseScale;

        [Header("Time and control")]
        [SerializeField, Tooltip("Length of a physics step, s.")]
        [Range(0.0005f, 0.02f)]
        float m_PhysicsStep = 0.005f;

        [SerializeField, Tooltip("Physics steps per decision.")]
        [Min(1)]
        int m_DecisionSteps = 4;

        [SerializeField, Tooltip("What actions mean.")]
        ControlMode m_Control;

        [SerializeField, Tooltip(
            "How far an action of 1 moves a drive's target from neutral, degrees (within joint limits).")]
        [Min(1f)]
        float m_ActionRangeDeg = 45f;

        [Header("Senses")]
        [SerializeField, Tooltip("The recorded layout.")]
        ObservationBlockData[] m_Observations = new ObservationBlockData[0];

        [SerializeField, Tooltip("Where the terrain is sampled.")]
        TerrainSenseData m_Terrain = new TerrainSenseData();

        [Header("Rewards and endings")]
        [SerializeField, Tooltip("The terms; the default is forward progress alone.")]
        RewardTermData[] m_Rewards = { RewardTermData.Of("forward_progress", 1f) };

        [SerializeField, Tooltip("When an episode ends.")]
        EndingsData m_Endings = new EndingsData();

        [Header("Episodes")]
        [SerializeField, Tooltip("Speed and heading asked for.")]
        CommandData m_Command = new CommandData();

        [SerializeField, Tooltip("What differs between episodes.")]
        RandomisationData m_Randomisation = new RandomisationData();

        [SerializeField, Tooltip("How difficulty is chosen.")]
        CurriculumData m_Curriculum = new CurriculumData();

        [SerializeField, Tooltip(
            "Whether and how the body tires; where it does, the last value of obs_0 is what is left.")]
        StaminaData m_Stamina = new StaminaData();

        /// <summary>One sentence.</summary>
        public string Description
        {
            get { return m_Description; }
        }

        /// <summary>The ML-Agents behavior, as in trainer_configs.</summary>
        public string BehaviorName
        {
            get { return m_BehaviorName; }
        }

        /// <summary>The body asset.</summary>
        public BodyAsset Body
        {
            get { return m_Body; }
        }

        /// <summary>The course asset.</summary>
        public CourseAsset Course
        {
            get { return m_Course; }
        }

        /// <summary>Metres per leg length of the course; 0: the body's leg length.</summary>
        public float CourseScale
        {
            get { return m_CourseScale; }
        }

        /// <summary>Seconds.</summary>
        public float PhysicsStep
        {
            get { return m_PhysicsStep; }
        }

        /// <summary>Physics steps per decision.</summary>
        public int DecisionSteps
        {
            get { return m_DecisionSteps; }
        }

        /// <summary>What actions mean.</summary>
        public ControlMode Control
        {
            get { return m_Control; }
        }

        /// <summary>
        /// How far an action of 1 moves a drive's target from neutral, degrees (within joint limits).
        /// </summary>
        public float ActionRangeDeg
        {
            get { return m_ActionRangeDeg; }
        }

        /// <summary>The recorded layout.</summary>
        public ObservationBlockData[] Observations
        {
            get { return m_Observations; }
        }

        /// <summary>Where the terrain is sampled.</summary>
        public TerrainSenseData Terrain
        {
            get { return m_Terrain; }
        }

        /// <summary>The terms; the default is forward progress alone.</summary>
        public RewardTermData[] Rewards
        {
            get { return m_Rewards; }
        }

        /// <summary>When an episode ends.</summary>
        public EndingsData Endings
        {
            get { return m_Endings; }
        }

        /// <summary>Speed and heading asked for.</summary>
        public CommandData Command
        {
            get { return m_Command; }
        }

        /// <summary>What differs between episodes.</summary>
        public RandomisationData Randomisation
        {
            get { return m_Randomisation; }
        }

        /// <summary>How difficulty is chosen.</summary>
        public CurriculumData Curriculum
        {
            get { return m_Curriculum; }
        }

        /// <summary>
        /// Whether and how the body tires; where it does, the last value of obs_0 is what is left.
        /// </summary>
        public StaminaData Stamina
        {
            get { return m_Stamina; }
        }

        /// <summary>
        /// The first thing wrong with the task, its body or its course, in one line that names the asset, or null.
        /// </summary>
        public string FirstProblem()
        {
            if (m_Body == null || m_Course == null)
            {
                return name + ": " + (m_Body == null ? "m_Body" : "m_Course") + ": none is set; one is needed";
            }
            string problem = m_Body.FirstProblem() ?? m_Course.FirstProblem();
            if (problem == null)
            {
                problem = TaskCheck.FirstProblem(ToSpec());
                problem = problem == null ? null : name + ": " + problem;
            }
            return problem;
        }

        /// <summary>The same as Core's plain data.</summary>
        public TaskSpec ToSpec()
        {
            return new TaskSpec
            {
                Description = m_Description,
                BehaviorName = m_BehaviorName,
                Body = m_Body == null ? null : m_Body.ToSpec(),
                Course = m_Course == null ? null : m_Course.ToSpec(),
                CourseScale = m_CourseScale,
                PhysicsStep = m_PhysicsStep,
                DecisionSteps = m_DecisionSteps,
                Control = m_Control,
                ActionRangeDeg = m_ActionRangeDeg,
                Observations = Array.ConvertAll(m_Observations, item => item.ToSpec()),
                Terrain = m_Terrain.ToSpec(),
                Rewards = Array.ConvertAll(m_Rewards, item => item.ToSpec()),
                Endings = m_Endings.ToSpec(),
                Command = m_Command.ToSpec(),
                Randomisation = m_Randomisation.ToSpec(),
                Curriculum = m_Curriculum.ToSpec(),
                Stamina = m_Stamina.ToSpec(),
            };
        }
    }
}
