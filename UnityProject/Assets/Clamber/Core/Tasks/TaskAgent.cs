using System;

namespace Clamber.Core
{
    /// <summary>
    /// One agent living a task: what it does, senses, is paid, and when its episode ends. The engine fills
    /// <see cref="State"/>; everything else follows from it here, as in Python.
    /// </summary>
    public sealed class TaskAgent
    {
        readonly TaskSpec m_Task;
        readonly Reward m_Reward;
        readonly Actuation m_Actuation;
        readonly TerrainMap m_Terrain;
        readonly Kinematics m_Kinematics;
        readonly StuckWatch m_Stuck;
        readonly Reserve m_Reserve;
        readonly int[] m_FootLinks;
        readonly Vector3d[] m_FeetBefore;
        readonly double[] m_Zeros;
        readonly bool m_SensesSlip;
        EpisodeStream m_Commands;
        EpisodeStream m_Pushes;
        EpisodePhysics m_Physics;
        Course m_Course;
        Func<double?> m_TargetSpeed;
        Func<double?> m_Heading;
        int m_Elapsed;

        /// <summary>An agent that has not begun yet.</summary>
        /// <exception cref="ArgumentException">One line, for an unknown reward term or an unfit layout.</exception>
        public TaskAgent(TaskSpec task)
        {
            m_Task = task;
            Measures = new Measures(task.Body, task.Control);
            double dt = task.PhysicsStep * task.DecisionSteps;
            State = new BodyState(Measures);
            Moment = new Moment(Measures, dt, State);
            m_Reward = new Reward(task.Rewards);
            m_Actuation = new Actuation(task, Measures);
            m_Terrain = new TerrainMap(task.Terrain, task.Body.LegLength);
            m_Kinematics = new Kinematics(task.Body);
            m_Stuck = new StuckWatch(dt, task.Endings, Measures);
            m_Reserve = Reserve.Has(task) ? new Reserve(task, Measures) : null;
            Totals = new EpisodeTotals(dt, Measures);
            StartJoints = new double[Measures.Axes];
            m_Zeros = new double[Measures.Axes];
            m_FeetBefore = new Vector3d[Measures.Feet];
            m_FootLinks = new int[Measures.Feet];
            int foot = 0;
            for (int link = 0; link < task.Body.Links.Length; link++)
            {
                if (task.Body.Links[link].Foot)
                {
                    m_FootLinks[foot++] = link;
                }
            }
            m_SensesSlip = Array.Exists(task.Rewards, reward => reward.Name == "foot_slip");
            string problem = TaskCheck.LayoutProblem(task);
            if (problem != null)
            {
                throw new ArgumentException(problem);
            }
        }

        /// <summary>Of the body.</summary>
        public Measures Measures { get; private set; }

        /// <summary>The body now; filled by whoever simulates it.</summary>
        public BodyState State { get; private set; }

        /// <summary>What senses, rewards and endings look at.</summary>
        public Moment Moment { get; private set; }

        /// <summary>What is counted over the episode.</summary>
        public EpisodeTotals Totals { get; private set; }

        /// <summary>Why the episode ended with the last decision.</summary>
        public EndingCause Cause { get; private set; }

        /// <summary>Where the root starts, m, after <see cref="Begin"/>.</summary>
        public Vector3d StartPosition { get; private set; }

        /// <summary>How the root is turned at the start.</summary>
        public Quaterniond StartRotation { get; private set; }

        /// <summary>How fast the root starts, m/s.</summary>
        public Vector3d StartVelocity { get; private set; }

        /// <summary>Joint angles at the start, rad.</summary>
        public double[] StartJoints { get; private set; }

        /// <summary>How many values obs_0 has.</summary>
        public int ProprioceptionSize
        {
            get { return Proprioception.Size(Measures, m_Reserve != null); }
        }

        /// <summary>How many values obs_1 has.</summary>
        public int TerrainSize
        {
            get { return m_Terrain.Size; }
        }

        /// <summary>Whether the episode was cut short and not ended by what the agent did.</summary>
        public bool Truncated
        {
            get { return (Cause & (EndingCause.TimeOut | EndingCause.Broken)) != 0; }
        }

        /// <summary>
        /// Begins an episode on a course: draws the start pose, which <see cref="State"/> then holds and the body is to
        /// be put at, and the first command.
        /// </summary>
        /// <param name="seed">The environment's.</param>
        /// <param name="agent">The agent's number.</param>
        /// <param name="episode">The episode's number.</param>
        /// <param name="course">The course.</param>
        /// <param name="physics">What was drawn or set for this episode.</param>
        /// <param name="targetSpeed">Asked at every new command: a target speed in place of the drawn one, m/s.</param>
        /// <param name="heading">Asked likewise: a heading in place of the drawn one, rad to the left.</param>
        /// <param name="startX">Where along the lane the root starts, m.</param>
        public void Begin(
            ulong seed, ulong agent, ulong episode, Course course, EpisodePhysics physics,
            Func<double?> targetSpeed, Func<double?> heading = null, double startX = 0.0)
        {
            m_Course = course;
            m_Physics = physics;
            m_TargetSpeed = targetSpeed;
            m_Heading = heading;
            m_Terrain.Place(course);
            m_Actuation.Reset(physics.ActionDelay);
            m_Commands = new EpisodeStream(seed, agent, episode, Purpose.Command);
            m_Pushes = new EpisodeStream(seed, agent, episode, Purpose.Push);
            double yaw;
            Vector3d velocity;
            EpisodeDraws.Start(
                new EpisodeStream(seed, agent, episode, Purpose.Start), m_Task.Randomisation, Measures, StartJoints,
                out yaw, out velocity);
            if (m_Task.Body.Planar)
            {
                yaw = 0.0;
                velocity.Y = 0.0;
            }
            StartRotation = Quaterniond.AboutAxis(new Vector3d(0.0, 0.0, 1.0), yaw);
            StartVelocity = velocity;
            m_Kinematics.Pose(new Vector3d(0.0, 0.0, 0.0), StartRotation, StartJoints);
            StartPosition = new Vector3d(
                startX, 0.0, m_Terrain.FloorAt(startX, 0.0) - m_Kinematics.LowestFootPoint());
            State.Rest(StartPosition, StartRotation, StartVelocity, StartJoints);

            m_Elapsed = 0;
            Cause = EndingCause.None;
            Reached = startX;
            Moment.LaneWidth = m_Course.Width;
            Array.Clear(Moment.Action, 0, Moment.Action.Length);
            m_Stuck.Reset(StartPosition.X);
            if (m_Reserve != null)
            {
                m_Reserve.Rest();
                Moment.Stamina = m_Reserve.Left;
            }
            Totals.Begin();
            NewCommand(0);
            Measure();
            Moment.ClearAirTime();
            Moment.BeginRanges();
            Array.Clear(Moment.PreviousJointVelocity, 0, Measures.Axes);
            KeepFeet();
            Remember();
        }

        /// <summary>
        /// Takes the actions of a decision, held within [-1, 1], and returns what the drives are told.
        /// </summary>
        public double[] Act(float[] actions)
        {
            for (int index = 0; index < Moment.Action.Length; index++)
            {
                Moment.PreviousAction[index] = Moment.Action[index];
                Moment.Action[index] = Math.Min(Math.Max(actions[index], -1f), 1f);
            }
            m_Actuation.Act(Moment.Action);
            if (m_Reserve != null)
            {
                m_Reserve.Weaken(m_Actuation.Control, State);
            }
            return m_Actuation.Control;
        }

        /// <summary>
        /// Whether the agent is pushed now, before the decision's physics, and by what change of velocity.
        /// </summary>
        public bool PushDue(out Vector3d change)
        {
            int period = Math.Max(1, (int)Math.Round(m_Task.Randomisation.PushInterval / Moment.Dt));
            bool due = m_Physics.PushSpeed > 0.0 && m_Elapsed > 0 && m_Elapsed % period == 0;
            change = due ? EpisodeDraws.Push(m_Pushes, m_Elapsed / period, m_Physics.PushSpeed) : default(Vector3d);
            return due;
        }

        /// <summary>How far along the lane its root has come, m; of a broken body, its last sound place.</summary>
        public double Reached { get; private set; }

        /// <summary>Ends a decision after its physics: sets <see cref="Cause"/> and returns the reward.</summary>
        public double Live()
        {
            bool broken = !State.Finite;
            if (broken)
            {
                // A body at rest in place of a broken one, so that no broken number is computed with.
                State.Rest(
                    new Vector3d(0.0, 0.0, Measures.StandingHeight), Quaterniond.Identity,
                    new Vector3d(0.0, 0.0, 0.0), m_Zeros);
            }
            m_Elapsed++;
            if (m_Reserve != null)
            {
                m_Reserve.Spend(State, Moment.Dt);
                Moment.Stamina = m_Reserve.Left;
            }
            Measure();
            double x = State.RootPosition.X;
            Reached = broken ? Moment.PreviousX : x;
            Moment.Progress = x - Moment.PreviousX;
            Moment.UpdateAirTime();
            Moment.UpdateRanges();
            MoveFeet();
            EndingCause cause = FindCause();
            Moment.Finished = (cause & EndingCause.Success) != 0;
            Moment.Terminated = cause != EndingCause.None;
            if (!Moment.Terminated && EndingRules.TimeOut(m_Elapsed, Moment.Dt, m_Task.Endings))
            {
                cause = EndingCause.TimeOut;
            }
            double reward = broken ? 0.0 : m_Reward.Total(Moment);
            Cause = broken ? EndingCause.Broken : cause;
            Totals.Add(Moment, reward);
            RenewCommand();
            Remember();
            return reward;
        }

        /// <summary>Fills the two observations.</summary>
        public void Observe(float[] proprioception, float[] terrain)
        {
            Proprioception.Sense(Moment, proprioception);
            m_Terrain.Sense(Moment, terrain);
        }

        // Keeps what the next decision is compared with; no sense looks at it.
        void Remember()
        {
            Moment.PreviousX = State.RootPosition.X;
            Array.Copy(Moment.PreviousJointVelocity, Moment.EarlierJointVelocity, Measures.Axes);
            Array.Copy(State.JointVelocity, Moment.PreviousJointVelocity, State.JointVelocity.Length);
        }

        EndingCause FindCause()
        {
            Endings endings = m_Task.Endings;
            EndingCause cause = EndingCause.None;
            cause |= EndingRules.FellOver(Moment, endings) ? EndingCause.FellOver : EndingCause.None;
            cause |= EndingRules.FatalContact(Moment, endings) ? EndingCause.FatalContact : EndingCause.None;
            cause |= EndingRules.OutOfBounds(Moment, endings) ? EndingCause.OutOfBounds : EndingCause.None;
            cause |= m_Stuck.Stuck(State.RootPosition.X) ? EndingCause.Stuck : EndingCause.None;
            cause |= EndingRules.Finished(Moment, m_Course.Length) ? EndingCause.Success : EndingCause.None;
            return cause;
        }

        void Measure()
        {
            Vector3d position = State.RootPosition;
            Moment.UpdateFrames();
            Moment.Floor = m_Terrain.FloorAt(position.X, position.Y);
            Moment.Height = position.Z - Moment.Floor;
        }

        void NewCommand(int turn)
        {
            double speed;
            double heading;
            EpisodeDraws.Command(m_Commands, m_Task.Command, turn, out speed, out heading);
            Moment.TargetSpeed = m_TargetSpeed() ?? speed;
            double way = Moment.TargetSpeed * m_Task.Command.ResampleSeconds;
            heading = EpisodeDraws.KeptOnLane(heading, State.RootPosition.Y, Moment.LaneWidth, way);
            heading = (m_Heading == null ? null : m_Heading()) ?? heading;
            Moment.CommandX = Math.Cos(heading);
            Moment.CommandY = Math.Sin(heading);
        }

        void RenewCommand()
        {
            if (m_Task.Command.ResampleSeconds > 0.0)
            {
                int period = Math.Max(1, (int)Math.Round(m_Task.Command.ResampleSeconds / Moment.Dt));
                if (m_Elapsed % period == 0)
                {
                    NewCommand(m_Elapsed / period);
                }
            }
        }

        void MoveFeet()
        {
            if (!m_SensesSlip)
            {
                return;
            }
            m_Kinematics.Pose(State.RootPosition, State.RootRotation, State.JointPosition);
            for (int foot = 0; foot < m_FootLinks.Length; foot++)
            {
                Vector3d now = m_Kinematics.Positions[m_FootLinks[foot]];
                Moment.FootVelocity[foot] = (1.0 / Moment.Dt) * (now - m_FeetBefore[foot]);
                m_FeetBefore[foot] = now;
            }
        }

        void KeepFeet()
        {
            m_Kinematics.Pose(State.RootPosition, State.RootRotation, State.JointPosition);
            for (int foot = 0; foot < m_FootLinks.Length; foot++)
            {
                m_FeetBefore[foot] = m_Kinematics.Positions[m_FootLinks[foot]];
            }
        }
    }
}
