using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Clamber.Core;
using Clamber.Runtime;

namespace Clamber.Runner
{
    /// <summary>
    /// Senses, rewards, endings and curriculum on the records of tests/vectors, one result line each.
    /// </summary>
    public static class RuleCommands
    {
        /// <summary>Per record: obs_0, obs_1 and control.</summary>
        public static void Senses(AssetLoader assets, TextReader input, TextWriter output)
        {
            foreach (Record record in Records(input))
            {
                Scene scene = new Scene(assets, record);
                record.Fill(scene.Moment.State, "");
                record.Numbers("action").CopyTo(scene.Moment.Action, 0);
                scene.Measure();
                float[] own = new float[Proprioception.Size(scene.Measures, false)];
                float[] around = new float[scene.Terrain.Size];
                Proprioception.Sense(scene.Moment, own);
                scene.Terrain.Sense(scene.Moment, around);
                Actuation actuation = new Actuation(scene.Task, scene.Measures);
                actuation.Act(scene.Moment.Action);
                output.WriteLine(Record.Show(own) + "|" + Record.Show(around) + "|" + Record.Show(actuation.Control));
            }
        }

        /// <summary>Per record: the terms in alphabetical order, and the total under the record's weights.</summary>
        public static void Rewards(AssetLoader assets, TextReader input, TextWriter output)
        {
            foreach (Record record in Records(input))
            {
                Scene scene = new Scene(assets, record);
                Moment moment = scene.Moment;
                Kinematics kinematics = new Kinematics(scene.Task.Body);
                record.Fill(moment.State, "before_");
                Vector3d[] feet = Feet(scene, kinematics);
                moment.PreviousX = moment.State.RootPosition.X;
                moment.State.JointVelocity.CopyTo(moment.PreviousJointVelocity, 0);
                record.Numbers("earlier_joint_velocity").CopyTo(moment.EarlierJointVelocity, 0);
                moment.BeginRanges();
                record.Numbers("before_action").CopyTo(moment.PreviousAction, 0);
                record.Numbers("air_time").CopyTo(moment.AirTime, 0);

                record.Fill(moment.State, "after_");
                record.Numbers("after_action").CopyTo(moment.Action, 0);
                scene.Measure();
                moment.Progress = moment.State.RootPosition.X - moment.PreviousX;
                moment.UpdateAirTime();
                moment.UpdateRanges();
                Vector3d[] now = Feet(scene, kinematics);
                for (int foot = 0; foot < now.Length; foot++)
                {
                    moment.FootVelocity[foot] = (1.0 / moment.Dt) * (now[foot] - feet[foot]);
                }
                moment.Terminated = record.Number("terminated") != 0.0;
                moment.Finished = record.Number("finished") != 0.0;
                RewardTerm[] weighted = Array.ConvertAll(
                    record.Text("weights").Split(','),
                    pair => new RewardTerm
                    {
                        Name = pair.Split(':')[0],
                        Weight = double.Parse(
                            pair.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture),
                    });
                IEnumerable<double> terms = RewardTerms.Names.OrderBy(name => name, StringComparer.Ordinal)
                    .Select(name => RewardTerms.Of(name)(moment));
                output.WriteLine(
                    Record.Show(terms) + "|" + Record.Show(new[] { new Reward(weighted).Total(moment) }));
            }
        }

        /// <summary>Per episode and decision: the names of the endings that hold, joined by commas.</summary>
        public static void Endings(AssetLoader assets, TextReader input, TextWriter output)
        {
            Measures measures = null;
            Moment moment = null;
            StuckWatch watch = null;
            Endings rules = null;
            double length = 0.0;
            int elapsed = 0;
            foreach (Record record in Records(input))
            {
                if (record.Text("row") == "")
                {
                    BodySpec body = assets.Load<BodyAsset>("Bodies/" + record.Text("body") + ".asset").ToSpec();
                    double[] limits = record.Numbers("rules");
                    rules = new Endings
                    {
                        FellOverHeight = limits[0],
                        FellOverTiltDeg = limits[1],
                        FatalContact = limits[2] != 0.0,
                        OutOfBounds = limits[3],
                        StuckSeconds = limits[4],
                        TimeLimit = limits[5],
                    };
                    measures = new Measures(body, ControlMode.DriveTarget);
                    moment = new Moment(measures, record.Number("dt"), new BodyState(measures));
                    moment.LaneWidth = record.Number("lane_width");
                    length = record.Number("lane_length");
                    watch = new StuckWatch(moment.Dt, rules, measures);
                    watch.Reset(0.0);
                    elapsed = 0;
                    continue;
                }
                double[] row = record.Numbers("row");
                moment.State.RootPosition = new Vector3d(row[0], row[1], row[2]);
                moment.State.RootRotation = Quaterniond.AboutAxis(new Vector3d(0.0, 1.0, 0.0), row[3]);
                moment.State.FatalContact = row[4] != 0.0;
                moment.UpdateFrames();
                moment.Height = row[2];
                elapsed++;
                List<string> held = new List<string>();
                Note(held, "fell_over", EndingRules.FellOver(moment, rules));
                Note(held, "fatal_contact", EndingRules.FatalContact(moment, rules));
                Note(held, "out_of_bounds", EndingRules.OutOfBounds(moment, rules));
                Note(held, "stuck", watch.Stuck(row[0]));
                Note(held, "finished", EndingRules.Finished(moment, length));
                Note(held, "time_out", EndingRules.TimeOut(elapsed, moment.Dt, rules));
                output.WriteLine(string.Join(",", held.ToArray()));
            }
        }

        /// <summary>
        /// "task=..|mode=..|stamina=capacity recovery weakest|dt=.." takes a rested agent; per further record, what it
        /// is told to do and what is left of its reserve.
        /// </summary>
        public static void Reserves(AssetLoader assets, TextReader input, TextWriter output)
        {
            Reserve reserve = null;
            BodyState state = null;
            double dt = 0.0;
            foreach (Record record in Records(input))
            {
                if (record.Has("task"))
                {
                    TaskSpec task = assets.Load<TaskAsset>("Tasks/" + record.Text("task") + ".asset").ToSpec();
                    double[] stamina = record.Numbers("stamina");
                    task.Control = (ControlMode)(int)record.Number("mode");
                    task.Stamina = new Stamina
                    {
                        Capacity = stamina[0],
                        Recovery = stamina[1],
                        Weakest = stamina[2],
                    };
                    Measures measures = new Measures(task.Body, task.Control);
                    reserve = new Reserve(task, measures);
                    state = new BodyState(measures);
                    dt = record.Number("dt");
                    continue;
                }
                record.Numbers("position").CopyTo(state.JointPosition, 0);
                record.Numbers("velocity").CopyTo(state.JointVelocity, 0);
                record.Numbers("energy").CopyTo(state.JointEnergy, 0);
                double[] control = record.Numbers("control");
                reserve.Weaken(control, state);
                reserve.Spend(state, dt);
                output.WriteLine(Record.Show(control) + "|" + Record.Show(new[] { reserve.Left }));
            }
        }

        /// <summary>Per record, an episode of decisions all alike: what is told at its end.</summary>
        public static void Totals(AssetLoader assets, TextReader input, TextWriter output)
        {
            foreach (Record record in Records(input))
            {
                TaskSpec task = assets.Load<TaskAsset>("Tasks/" + record.Text("task") + ".asset").ToSpec();
                Measures measures = new Measures(task.Body, task.Control);
                double dt = task.PhysicsStep * task.DecisionSteps;
                Moment moment = new Moment(measures, dt, new BodyState(measures));
                record.Numbers("energy").CopyTo(moment.State.JointEnergy, 0);
                EpisodeTotals totals = new EpisodeTotals(dt, measures);
                for (int decision = 0; decision < (int)record.Number("decisions"); decision++)
                {
                    totals.Add(moment, record.Number("reward"));
                }
                double x = record.Number("x");
                output.WriteLine(Record.Show(new[]
                {
                    totals.Return, totals.Length, totals.Speed(x), totals.EnergyPerMetre(x), totals.CostOfTransport(x),
                }));
            }
        }

        /// <summary>Per record: the next difficulty.</summary>
        public static void CurriculumSteps(TextReader input, TextWriter output)
        {
            foreach (Record record in Records(input))
            {
                Curriculum curriculum = new Curriculum
                {
                    Promote = record.Number("promote"),
                    Demote = record.Number("demote"),
                    Step = record.Number("step"),
                };
                output.WriteLine(Record.Show(new[]
                {
                    CurriculumRule.NextDifficulty(
                        curriculum, record.Number("difficulty"), record.Number("distance"), record.Number("length")),
                }));
            }
        }

        static IEnumerable<Record> Records(TextReader input)
        {
            string line;
            while ((line = input.ReadLine()) != null)
            {
                yield return new Record(line);
            }
        }

        static void Note(List<string> held, string name, bool holds)
        {
            if (holds)
            {
                held.Add(name);
            }
        }

        static Vector3d[] Feet(Scene scene, Kinematics kinematics)
        {
            BodyState state = scene.Moment.State;
            kinematics.Pose(state.RootPosition, state.RootRotation, state.JointPosition);
            return scene.Task.Body.Links.Select((link, index) => new { link, index })
                .Where(pair => pair.link.Foot).Select(pair => kinematics.Positions[pair.index]).ToArray();
        }

        /// <summary>A task on the course of a record.</summary>
        sealed class Scene
        {
            public Scene(AssetLoader assets, Record record)
            {
                Task = assets.Load<TaskAsset>("Tasks/" + record.Text("task") + ".asset").ToSpec();
                Measures = new Measures(Task.Body, Task.Control);
                double scale = Task.CourseScale > 0.0 ? Task.CourseScale : Task.Body.LegLength;
                Course course = new CourseGenerator(Task.Course).Generate(
                    (ulong)record.Number("seed"), record.Number("difficulty"), scale, Measures.TopHeight);
                Terrain = new TerrainMap(Task.Terrain, Task.Body.LegLength);
                Terrain.Place(course);
                Moment = new Moment(Measures, Task.PhysicsStep * Task.DecisionSteps, new BodyState(Measures));
                Moment.LaneWidth = course.Width;
                Moment.TargetSpeed = record.Number("target_speed");
                Moment.CommandX = Math.Cos(record.Number("heading"));
                Moment.CommandY = Math.Sin(record.Number("heading"));
            }

            public TaskSpec Task { get; private set; }

            public Measures Measures { get; private set; }

            public TerrainMap Terrain { get; private set; }

            public Moment Moment { get; private set; }

            public void Measure()
            {
                Vector3d position = Moment.State.RootPosition;
                Moment.UpdateFrames();
                Moment.Floor = Terrain.FloorAt(position.X, position.Y);
                Moment.Height = position.Z - Moment.Floor;
            }
        }
    }
}
