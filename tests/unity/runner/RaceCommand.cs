using System;
using System.IO;
using System.Linq;
using Clamber.Core;
using Clamber.Game;
using Clamber.Runtime;
using Unity.InferenceEngine;
using Unity.MLAgents;
using Unity.MLAgents.Policies;
using UnityEngine;

namespace Clamber.Runner
{
    /// <summary>
    /// Plays the race scene: each line does one thing and prints one line. "begin=|racers=task ...|..." sets what the
    /// menu would and begins, "steps=N" lets physics steps pass, "move=racer x y z" puts a racer somewhere, "keys=" are
    /// pressed in a frame, "hold=" held from now on, as are "stick=AXIS,value" and
    /// "mouse=" buttons, "frame=" is how long frames take, "click=" are buttons of menu and
    /// display, "brain=racer" answers 1 to everything; "decisions" tells how often it did, "lanes", "standings",
    /// "left", "command", "drives", "camera", "boulders", "looks", "numbers" and "screen" tell.
    /// </summary>
    public sealed class RaceCommand
    {
        readonly Race m_Race;
        readonly RaceCamera m_Camera;
        readonly Boulders m_Boulders;
        readonly TaskAsset[] m_Tasks;
        int m_Decisions;

        RaceCommand(TaskAsset[] tasks, CourseAsset[] courses, int actionRepeat)
        {
            m_Tasks = tasks;
            m_Camera = new GameObject("camera").AddComponent<RaceCamera>();
            GameObject made = new GameObject("race");
            made.SetActive(false);
            m_Boulders = made.AddComponent<Boulders>();
            m_Race = made.AddComponent<Race>();
            RaceBrain[] known = tasks
                .Select(task => RaceBrain.Of(new ModelAsset { name = task.name }, task, actionRepeat)).ToArray();
            m_Race.SetUp(tasks, courses, actionRepeat > 0 ? known : null, m_Camera, m_Boulders);
            made.SetActive(true);
        }

        /// <summary>
        /// Runs the command; the first line is "tasks=NAME ...|courses=NAME ...|brains=N": they hold actions for N
        /// decisions; 0: there are none.
        /// </summary>
        public static void Run(AssetLoader assets, TextReader input, TextWriter output)
        {
            Record head = new Record(input.ReadLine());
            TaskAsset[] tasks = Words(head.Text("tasks"))
                .Select(name => assets.Load<TaskAsset>("Tasks/" + name + ".asset")).ToArray();
            CourseAsset[] courses = Words(head.Text("courses"))
                .Select(name => assets.Load<CourseAsset>("Courses/" + name + ".asset")).ToArray();
            RaceCommand command = new RaceCommand(tasks, courses, (int)head.Number("brains"));
            string line;
            while ((line = input.ReadLine()) != null)
            {
                output.WriteLine(command.Do(new Record(line), line.Split('=')[0]));
            }
        }

        string Do(Record line, string what)
        {
            switch (what)
            {
                case "begin":
                    return Begin(line);
                case "steps":
                    return Step((int)line.Number(what));
                case "move":
                    return Move(line.Numbers(what));
                case "keys":
                    return Frame(line.Text(what));
                case "hold":
                    Input.Held.Clear();
                    Input.Held.UnionWith(Keys(line.Text(what)));
                    return "";
                case "stick":
                    string[] stick = line.Text(what).Split(',');
                    Input.Axes[stick[0]] = (float)new Record("value=" + stick[1]).Number("value");
                    return "";
                case "mouse":
                    Input.MouseHeld.Clear();
                    Input.MouseHeld.UnionWith(line.Numbers(what).Select(button => (int)button));
                    return "";
                case "frame":
                    Time.Frame = (float)line.Number(what);
                    return "";
                case "click":
                    GUILayout.Pressed.Clear();
                    GUILayout.Pressed.Add(line.Text(what));
                    return Screen();
                case "screen":
                    GUILayout.Pressed.Clear();
                    return Screen();
                case "lanes":
                    return string.Join("|", m_Race.Field.Racers.Select(Lane).ToArray());
                case "standings":
                    return Standings();
                case "command":
                    return Record.Show(Command((int)line.Number(what)));
                case "brain":
                    LocomotionAgent agent = m_Race.Field.Racers[(int)line.Number(what)].Agent;
                    m_Decisions = 0;
                    agent.Brain = info =>
                    {
                        m_Decisions++;
                        return Enumerable.Repeat(1f, agent.Rules.Measures.Actions).ToArray();
                    };
                    return "";
                case "decisions":
                    return Record.Show(new[] { (double)m_Decisions });
                case "drives":
                    return Record.Show(m_Race.Field.Racers[(int)line.Number(what)].Agent.Creature.Axes
                        .Select(link => (double)link.xDrive.target));
                case "numbers":
                    GUI.Placed.Clear();
                    Screen();
                    return string.Join("|", GUI.Placed.Select(label => label.Key + " " + Record.Show(
                        new[] { label.Value.x + 0.5f * label.Value.width, label.Value.y + label.Value.height }))
                        .ToArray());
                case "left":
                    return Record.Show(new double[]
                    {
                        UnityEngine.Object.Left<Mesh>(), UnityEngine.Object.Left<PhysicsMaterial>(),
                    });
                case "looks":
                    return string.Join("|", m_Race.Field.Racers.Select(Look).ToArray());
                case "camera":
                    return View();
                case "boulders":
                    return string.Join("|", m_Boulders.Pool.Where(b => b != null && b.gameObject.activeSelf)
                        .Select(Boulder).ToArray());
                default:
                    throw new FormatException(what);
            }
        }

        string Begin(Record line)
        {
            RaceSettings settings = m_Race.Settings;
            string[] racers = Words(line.Text("racers"));
            while (settings.Racers.Count < racers.Length)
            {
                settings.AddRacer();
            }
            BodyAsset[] creatures = m_Tasks.Select(task => task.Body).Distinct().ToArray();
            for (int number = 0; number < racers.Length; number++)
            {
                BodyAsset body = m_Tasks.First(task => task.name == racers[number]).Body;
                settings.Racers[number].Creature = Array.IndexOf(creatures, body);
            }
            settings.Steered = (int)line.Number("steered");
            settings.SeedText = line.Text("seed");
            settings.Difficulty = line.Number("difficulty");
            m_Race.Begin();
            return m_Race.Problem;
        }

        string Step(int steps)
        {
            for (int step = 0; step < steps; step++)
            {
                Academy.Instance.EnvironmentStep();
                GameObject.Send(m_Race, "FixedUpdate");
                Physics.Simulate(Time.fixedDeltaTime);
            }
            return m_Race.Field.Clock.Phase.ToString();
        }

        string Move(double[] numbers)
        {
            Racer racer = m_Race.Field.Racers[(int)numbers[0]];
            Transform lane = racer.Lane.transform;
            racer.Agent.Creature.Links[0].TeleportRoot(
                lane.TransformPoint(Frames.ToUnity(new Vector3d(numbers[1], numbers[2], numbers[3]))), lane.rotation);
            Physics.Simulate(Time.fixedDeltaTime);
            return "";
        }

        string Frame(string keys)
        {
            Input.Down.Clear();
            Input.Down.UnionWith(Keys(keys));
            GameObject.Send(m_Race, "Update");
            Input.Down.Clear();
            return Record.Show(new[] { Time.timeScale, m_Race.Paused ? 1.0 : 0.0, m_Race.Watched });
        }

        string Screen()
        {
            GUILayout.Start();
            GameObject.Send(m_Race, "OnGUI");
            return string.Join("|", GUILayout.TakeShown());
        }

        static string Lane(Racer racer)
        {
            Course course = racer.Lane.Course;
            BehaviorParameters behavior = racer.Agent.GetComponent<BehaviorParameters>();
            Vector3 root = racer.Agent.Creature.Links[0].transform.position;
            return Record.Show(new[]
            {
                racer.Lane.transform.position.x, course.Width, course.Length, course.Seed, course.Difficulty,
                behavior.Model == null ? 0.0 : 1.0, (int)behavior.BehaviorType, racer.Agent.HandControlled ? 1.0 : 0.0,
                root.z, root.y,
            });
        }

        string Standings()
        {
            Standings all = m_Race.Field.Standings;
            return m_Race.Field.Clock.Phase + "|" + Record.Show(new[] { m_Race.Field.Clock.Elapsed }) + "|"
                + string.Join("|", Enumerable.Range(0, all.Count).Select(racer => Record.Show(new[]
                {
                    all.Place(racer), all[racer].Distance, all[racer].Falls, all[racer].FinishTime ?? -1.0,
                })).ToArray());
        }

        double[] Command(int racer)
        {
            LocomotionAgent agent = m_Race.Field.Racers[racer].Agent;
            Moment moment = agent.Rules.Moment;
            return new[] { moment.TargetSpeed, moment.CommandX, moment.CommandY }
                .Concat(agent.Joints.Actions).ToArray();
        }

        string View()
        {
            GameObject.Send(m_Camera, "LateUpdate");
            Vector3 p = m_Camera.transform.position;
            Vector3 f = m_Camera.transform.rotation * Vector3.forward;
            return m_Camera.Rig.Mode + "|" + Record.Show(new[] { p.x, p.y, p.z }) + "|"
                + Record.Show(new[] { f.x, f.y, f.z });
        }

        static string Boulder(Rigidbody boulder)
        {
            Vector3 p = boulder.transform.position;
            Vector3 v = boulder.linearVelocity;
            return Record.Show(new[]
            {
                boulder.mass, boulder.transform.localScale.x, p.x, p.y, p.z, v.x, v.y, v.z,
            });
        }

        static string Look(Racer racer)
        {
            Color color = racer.Agent.Creature.Links[0].GetComponentsInChildren<MeshRenderer>()[0].sharedMaterial.color;
            return Record.Show(new[] { color.r, color.g, color.b });
        }

        static KeyCode[] Keys(string names)
        {
            return Words(names).Select(name => (KeyCode)Enum.Parse(typeof(KeyCode), name)).ToArray();
        }

        static string[] Words(string text)
        {
            return text.Split(new[] { ' ' }, StringSplitOptions.RemoveEmptyEntries);
        }
    }
}
