using System;
using System.IO;
using System.Linq;
using System.Reflection;
using Clamber.Core;
using Clamber.Runtime;
using Unity.MLAgents;
using UnityEngine;
using UnityEngine.SceneManagement;

namespace Clamber.Runner
{
    /// <summary>
    /// Opens the training scene of a built player (or of the Editor) under this process' command line:
    /// "task=NAME|control=MODE|player=0 or 1|batch=0 or 1|hold=keys". Prints the scenes it goes on to, the errors, and
    /// how many agents there are; then what each agent's joints are told after a second.
    /// </summary>
    public static class PlayerCommand
    {
        /// <summary>Runs the command.</summary>
        public static void Run(AssetLoader assets, TextReader input, TextWriter output)
        {
            Record record = new Record(input.ReadLine());
            TaskAsset task = assets.Load<TaskAsset>("Tasks/" + record.Text("task") + ".asset");
            typeof(TaskAsset).GetField("m_Control", BindingFlags.Instance | BindingFlags.NonPublic)
                .SetValue(task, Enum.Parse(typeof(ControlMode), record.Text("control")));
            if (record.Number("player") > 0.0)
            {
                Application.UsePlayer(record.Number("batch") > 0.0);
            }
            foreach (string name in record.Text("hold").Split(new[] { ' ' }, StringSplitOptions.RemoveEmptyEntries))
            {
                Input.Held.Add((KeyCode)Enum.Parse(typeof(KeyCode), name));
            }
            GameObject made = new GameObject("area");
            made.SetActive(false);
            TrainingArea area = made.AddComponent<TrainingArea>();
            area.SetUp(new[] { task }, 2, 0, null);
            made.SetActive(true);
            LocomotionAgent[] agents = area.Agents == null || Debug.Errors.Count > 0
                ? new LocomotionAgent[0] : area.Agents;
            output.WriteLine(string.Join(" ", SceneManager.Loaded.ToArray()) + "|"
                + string.Join("|", Debug.Errors.ToArray()) + "|" + agents.Length);
            for (int step = 0; agents.Length > 0 && step < 200; step++)
            {
                Academy.Instance.EnvironmentStep();
                Physics.Simulate(Time.fixedDeltaTime);
            }
            foreach (LocomotionAgent agent in agents)
            {
                output.WriteLine(Record.Show(agent.Joints.Actions) + "|" + Record.Show(
                    agent.Creature.Axes.Select(link => (double)link.xDrive.target)));
            }
        }
    }
}
