using System.Globalization;
using System.IO;
using System.Linq;
using Clamber.Core;
using Clamber.Runtime;

namespace Clamber.Runner
{
    /// <summary>
    /// Lives recorded episodes again. "agent=TASK|seed=..|number=.." makes an agent; "episode=..|difficulty=.." begins
    /// an episode (prints what was drawn, the start, the observations); "action=..|state fields" is a decision (prints
    /// the control, any push, reward, cause and observations).
    /// </summary>
    public sealed class ReplayCommand
    {
        const double k_None = -1.0;

        TaskSpec m_Task;
        TaskAgent m_Agent;
        CourseGenerator m_Courses;
        ulong m_Seed;
        ulong m_Number;
        float[] m_Own;
        float[] m_Around;

        /// <summary>Runs the command.</summary>
        public void Run(AssetLoader assets, TextReader input, TextWriter output)
        {
            string line;
            while ((line = input.ReadLine()) != null)
            {
                Record record = new Record(line);
                if (line.StartsWith("agent="))
                {
                    Make(assets, record);
                }
                else
                {
                    output.WriteLine(line.StartsWith("episode=") ? Begin(record) : Decide(record));
                }
            }
        }

        void Make(AssetLoader assets, Record record)
        {
            m_Task = assets.Load<TaskAsset>("Tasks/" + record.Text("agent") + ".asset").ToSpec();
            m_Agent = new TaskAgent(m_Task);
            m_Courses = new CourseGenerator(m_Task.Course);
            m_Seed = ulong.Parse(record.Text("seed"), CultureInfo.InvariantCulture);
            m_Number = ulong.Parse(record.Text("number"), CultureInfo.InvariantCulture);
            m_Own = new float[m_Agent.ProprioceptionSize];
            m_Around = new float[m_Agent.TerrainSize];
        }

        string Begin(Record record)
        {
            ulong episode = (ulong)record.Number("episode");
            ulong courseSeed = EpisodeDraws.CourseSeed(
                new EpisodeStream(m_Seed, m_Number, episode, Purpose.Course), EpisodeDraws.TrainingSeeds);
            double scale = m_Task.CourseScale > 0.0 ? m_Task.CourseScale : m_Task.Body.LegLength;
            Course course = m_Courses.Generate(
                courseSeed, record.Number("difficulty"), scale, m_Agent.Measures.TopHeight);
            EpisodePhysics physics = EpisodeDraws.Physics(
                new EpisodeStream(m_Seed, m_Number, episode, Purpose.Physics), m_Task.Randomisation);
            m_Agent.Begin(m_Seed, m_Number, episode, course, physics, () => null);
            BodyState state = m_Agent.State;
            Vector3d p = state.RootPosition;
            Quaterniond q = state.RootRotation;
            Vector3d v = state.RootLinearVelocity;
            double[] drawn =
            {
                courseSeed, physics.Friction, physics.MassScale, physics.MotorStrength, physics.Gravity,
                physics.ActionDelay, physics.PushSpeed,
            };
            double[] pose = { p.X, p.Y, p.Z, q.W, q.X, q.Y, q.Z, v.X, v.Y, v.Z };
            return Record.Show(drawn) + "|" + Record.Show(pose.Concat(state.JointPosition)) + "|" + Observe();
        }

        string Decide(Record record)
        {
            float[] action = record.Numbers("action").Select(number => (float)number).ToArray();
            string control = Record.Show(m_Agent.Act(action));
            Vector3d push;
            bool due = m_Agent.PushDue(out push);
            record.Fill(m_Agent.State, "");
            double reward = m_Agent.Live();
            return control + "|" + Record.Show(new[] { due ? push.X : k_None, due ? push.Y : k_None }) + "|"
                + Record.Show(new[] { reward, (int)m_Agent.Cause }) + "|" + Observe();
        }

        string Observe()
        {
            m_Agent.Observe(m_Own, m_Around);
            return Record.Show(m_Own) + "|" + Record.Show(m_Around);
        }
    }
}
