using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using Clamber.Core;
using Clamber.Runtime;

namespace Clamber.Runner
{
    /// <summary>
    /// Reads "TASK DECISIONS" lines; lives that many decisions of a standing body and prints how often the garbage
    /// collector ran meanwhile and the microseconds per decision.
    /// </summary>
    public static class CostCommand
    {
        /// <summary>Runs the command.</summary>
        public static void Run(AssetLoader assets, TextReader input, TextWriter output)
        {
            string line;
            while ((line = input.ReadLine()) != null)
            {
                string[] parts = line.Split(' ');
                TaskSpec task = assets.Load<TaskAsset>("Tasks/" + parts[0] + ".asset").ToSpec();
                int decisions = int.Parse(parts[1], CultureInfo.InvariantCulture);
                TaskAgent agent = new TaskAgent(task);
                double scale = task.CourseScale > 0.0 ? task.CourseScale : task.Body.LegLength;
                Course course = new CourseGenerator(task.Course).Generate(1, 0.5, scale, agent.Measures.TopHeight);
                agent.Begin(1, 0, 0, course, new EpisodePhysics { PushSpeed = 1.0 }, () => null);
                float[] actions = new float[agent.Measures.Actions];
                float[] own = new float[agent.ProprioceptionSize];
                float[] around = new float[agent.TerrainSize];
                Live(agent, actions, own, around, 1000);
                GC.Collect();
                int before = GC.CollectionCount(0);
                Stopwatch watch = Stopwatch.StartNew();
                Live(agent, actions, own, around, decisions);
                double microseconds = watch.Elapsed.TotalMilliseconds * 1000.0 / decisions;
                output.WriteLine(
                    (GC.CollectionCount(0) - before) + " "
                    + microseconds.ToString("F2", CultureInfo.InvariantCulture));
            }
        }

        static void Live(TaskAgent agent, float[] actions, float[] own, float[] around, int decisions)
        {
            Vector3d push;
            for (int decision = 0; decision < decisions; decision++)
            {
                actions[decision % actions.Length] = 0.1f;
                agent.Act(actions);
                agent.PushDue(out push);
                agent.Live();
                agent.Observe(own, around);
            }
        }
    }
}
