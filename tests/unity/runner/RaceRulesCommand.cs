using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Clamber.Core;
using Clamber.Game;
using Clamber.Runtime;

namespace Clamber.Runner
{
    /// <summary>The game's rules without any engine: "what=numbers" per line, its answer per line.</summary>
    public static class RaceRulesCommand
    {
        /// <summary>Runs the command.</summary>
        public static void Run(TextReader input, TextWriter output)
        {
            string line;
            while ((line = input.ReadLine()) != null)
            {
                string what = line.Split('=')[0];
                Record record = new Record(line);
                output.WriteLine(Answer(what, record));
            }
        }

        static string Answer(string what, Record record)
        {
            switch (what)
            {
                case "clock":
                    return Clock(record.Numbers(what));
                case "standings":
                    return Standings(record.Text(what).Split(' '));
                case "steering":
                    return Steer(record.Numbers(what));
                case "throw":
                    return Throw(record.Numbers(what));
                case "camera":
                    return Camera(record);
                case "checkpoints":
                    return Record.Show(Places(record));
                case "joints":
                    return Joints(record.Numbers(what));
                case "text":
                    double n = record.Number(what);
                    return string.Join("|", new[]
                    {
                        RaceText.Time(n), RaceText.Metres(n), RaceText.Speed(n), RaceText.Percent(n),
                        RaceText.Place((int)n), RaceText.Falls((int)n),
                    });
                case "seed":
                    return Seed(record.Text(what));
                default:
                    throw new FormatException(what);
            }
        }

        // limit, when all finish, then the steps: phases, counts and times after each.
        static string Clock(double[] numbers)
        {
            RaceClock clock = new RaceClock(numbers[0]);
            double finish = numbers[1];
            return string.Join("|", numbers.Skip(2).Select(dt =>
            {
                clock.Advance(dt, clock.Elapsed >= finish);
                return clock.Phase + " " + clock.Count + " " + Record.Show(new[] { clock.Elapsed });
            }).ToArray());
        }

        // "length:x:finish" per racer; no finish is "-". Order and places.
        static string Standings(string[] racers)
        {
            string[][] parts = racers.Select(racer => racer.Split(':')).ToArray();
            Standings standings = new Standings(parts.Select(part => Parse(part[0])).ToArray());
            for (int racer = 0; racer < parts.Length; racer++)
            {
                standings[racer].Move(Parse(parts[racer][1]), 0.0, 0.1);
                if (parts[racer][2] != "-")
                {
                    standings[racer].Finish(Parse(parts[racer][2]));
                    standings[racer].Finish(Parse(parts[racer][2]) + 1.0);
                }
            }
            return string.Join(" ", standings.Order()) + "|"
                + string.Join(" ", Enumerable.Range(0, parts.Length).Select(standings.Place)) + "|"
                + standings.AllFinished;
        }

        // cruise, forward, right, dt, times: speed and heading.
        static string Steer(double[] numbers)
        {
            Steering steering = new Steering(numbers[0]);
            for (int time = 0; time < (int)numbers[4]; time++)
            {
                steering.Follow(numbers[1], numbers[2], numbers[3]);
            }
            return Record.Show(new[] { steering.Speed, steering.Heading });
        }

        // from, target, its velocity, gravity: flight time and velocity.
        static string Throw(double[] n)
        {
            Vector3d from = new Vector3d(n[0], n[1], n[2]);
            Vector3d target = new Vector3d(n[3], n[4], n[5]);
            Vector3d way = target - from;
            double time = BoulderThrow.FlightTime(Math.Sqrt(Vector3d.Dot(way, way)));
            Vector3d v = BoulderThrow.Velocity(from, target, new Vector3d(n[6], n[7], n[8]), time, n[9]);
            return Record.Show(new[] { time, v.X, v.Y, v.Z });
        }

        // Modes on, target, size, dt, times; looking right, up; flying forward, right, up.
        static string Camera(Record record)
        {
            double[] target = record.Numbers("camera");
            double[] look = record.Numbers("look");
            double[] fly = record.Numbers("fly");
            double dt = record.Number("dt");
            CameraRig rig = new CameraRig();
            Vector3d at = new Vector3d(target[0], target[1], target[2]);
            rig.Watch(new Vector3d(target[0] - record.Number("off"), target[1], target[2]), target[3], dt);
            for (int mode = 0; mode < (int)record.Number("modes"); mode++)
            {
                rig.NextMode();
                rig.Watch(at, target[3], dt);
            }
            for (int time = 0; time < (int)record.Number("times"); time++)
            {
                rig.Look(look[0], look[1], dt);
                rig.Fly(fly[0], fly[1], fly[2], target[3], dt);
                rig.Watch(at, target[3], dt);
            }
            Vector3d p = rig.Position;
            Vector3d d = rig.Direction;
            return rig.Mode + "|" + Record.Show(new[] { p.X, p.Y, p.Z }) + "|" + Record.Show(new[] { d.X, d.Y, d.Z });
        }

        // Starts and ends of segments, after scale and length; then where racers fell: the places, and those gone to.
        static double[] Places(Record record)
        {
            double[] ends = record.Numbers("checkpoints");
            Course course = new Course
            {
                Scale = record.Number("scale"),
                Length = record.Number("length"),
                Segments = Enumerable.Range(0, ends.Length / 2).Select(
                    index => new CourseSegment { Start = ends[2 * index], End = ends[2 * index + 1] }).ToArray(),
            };
            Checkpoints checkpoints = new Checkpoints(course);
            return checkpoints.Places.Concat(record.Numbers("fell").Select(checkpoints.Before)).ToArray();
        }

        // axes, then choose, turn, neutral, seconds of 0.02 s decisions, repeated: the axis, then all actions.
        static string Joints(double[] n)
        {
            JointControl joints = new JointControl((int)n[0]);
            for (int index = 1; index < n.Length; index += 4)
            {
                for (int decision = 0; decision < (int)Math.Round(n[index + 3] / 0.02); decision++)
                {
                    joints.Hold(0.02, (int)n[index], n[index + 1], n[index + 2] > 0.0);
                }
            }
            return joints.Selected + "|" + Record.Show(joints.Actions);
        }

        static string Seed(string text)
        {
            RaceSettings settings = new RaceSettings { SeedText = text };
            try
            {
                ulong before = settings.Seed;
                settings.NewSeed();
                return before + " " + settings.Seed;
            }
            catch (ArgumentException problem)
            {
                return problem.Message;
            }
        }

        static double Parse(string text)
        {
            return double.Parse(text, CultureInfo.InvariantCulture);
        }
    }
}
