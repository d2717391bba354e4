namespace Clamber.Core
{
    /// <summary>What an agent lives through, as saved in Tasks/NAME.asset.</summary>
    public sealed class TaskSpec
    {
        /// <summary>One sentence.</summary>
        public string Description { get; set; }

        /// <summary>The ML-Agents behavior, as in trainer_configs.</summary>
        public string BehaviorName { get; set; }

        /// <summary>The body.</summary>
        public BodySpec Body { get; set; }

        /// <summary>The course.</summary>
        public CourseSpec Course { get; set; }

        /// <summary>Metres per leg length of the course; 0: the body's leg length.</summary>
        public double CourseScale { get; set; }

        /// <summary>Metres per leg length of the course, whichever makes it.</summary>
        public double Scale
        {
            get { return CourseScale > 0.0 ? CourseScale : Body.LegLength; }
        }

        /// <summary>Seconds.</summary>
        public double PhysicsStep { get; set; }

        /// <summary>Physics steps per decision.</summary>
        public int DecisionSteps { get; set; }

        /// <summary>What actions mean.</summary>
        public ControlMode Control { get; set; }

        /// <summary>
        /// How far an action of 1 moves a drive's target from neutral, degrees (within joint limits).
        /// </summary>
        public double ActionRangeDeg { get; set; }

        /// <summary>The recorded layout.</summary>
        public ObservationBlock[] Observations { get; set; }

        /// <summary>Where the terrain is sampled.</summary>
        public TerrainSense Terrain { get; set; }

        /// <summary>The terms; the default is forward progress alone.</summary>
        public RewardTerm[] Rewards { get; set; }

        /// <summary>When an episode ends.</summary>
        public Endings Endings { get; set; }

        /// <summary>Speed and heading asked for.</summary>
        public Command Command { get; set; }

        /// <summary>What differs between episodes.</summary>
        public Randomisation Randomisation { get; set; }

        /// <summary>How difficulty is chosen.</summary>
        public Curriculum Curriculum { get; set; }

        /// <summary>
        /// Whether and how the body tires; where it does, the last value of obs_0 is what is left.
        /// </summary>
        public Stamina Stamina { get; set; }
    }
}
