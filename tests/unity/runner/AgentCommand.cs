using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Clamber.Core;
using Clamber.Runtime;
using Unity.MLAgents;
using UnityEngine;

namespace Clamber.Runner
{
    /// <summary>
    /// Lets the real agent of the real training area live recorded states. The first line is
    /// "agent=TASK|seed=..|parameters= name value ..." with what a learner sets, each further one a decision: its
    /// action, and the state after it. Prints "start|pose|joint positions, velocities and targets|observations" per
    /// episode and "decision|targets|done, interrupted, reward|push to the next one|statistics told|observations" per
    /// decision.
    /// </summary>
    public sealed class AgentCommand
    {
        List<Record> m_Decisions;
        TaskSpec m_Task;
        LocomotionAgent m_Agent;
        Transform m_Lane;
        TextWriter m_Output;
        int m_Next;
        int m_Told;

        /// <summary>Runs the command.</summary>
        public void Run(AssetLoader assets, TextReader input, TextWriter output)
        {
            m_Output = output;
            Record head = new Record(input.ReadLine());
            m_Decisions = input.ReadToEnd().Split(new[] { '\n' }, StringSplitOptions.RemoveEmptyEntries)
                .Select(line => new Record(line)).ToList();
            Academy.Instance.UseParameters(head.Text("parameters"));
            TaskAsset asset = assets.Load<TaskAsset>("Tasks/" + head.Text("agent") + ".asset");
            m_Task = asset.ToSpec();
            LayOut(asset, int.Parse(head.Text("seed")));
            Academy.Instance.EnvironmentStep();
            TellStart();
            for (int decision = 0; decision < m_Decisions.Count; decision++)
            {
                Live(m_Decisions[decision]);
            }
        }

        void LayOut(TaskAsset asset, int seed)
        {
            GameObject area = new GameObject("area");
            area.SetActive(false);
            area.transform.SetPositionAndRotation(new Vector3(-4f, 1f, 7f), Quaternion.AngleAxis(-70f, Vector3.up));
            area.AddComponent<TrainingArea>().SetUp(new[] { asset }, 2, seed, null);
            area.SetActive(true);
            if (Debug.Errors.Count > 0)
            {
                throw new InvalidOperationException(Debug.Errors[0]);
            }
            m_Agent = area.GetComponent<TrainingArea>().Agents[0];
            m_Lane = m_Agent.transform.parent;
            m_Agent.Brain = info => m_Next < m_Decisions.Count
                ? m_Decisions[m_Next++].Numbers("action").Select(number => (float)number).ToArray()
                : new float[m_Agent.Rules.Measures.Actions];
        }

        void Live(Record after)
        {
            // Drives are asked what they aim at; torques and excitations leave no mark on them.
            string targets = Record.Show(m_Task.Control == ControlMode.DriveTarget
                ? m_Agent.Creature.Axes.Select(link => Radians(link.xDrive.target)) : m_Agent.Creature.Told);
            List<KeyValuePair<string, float>> told = Academy.Instance.StatsRecorder.Told;
            Vector3d before = default(Vector3d);
            for (int step = 0; step < m_Task.DecisionSteps; step++)
            {
                Inject(after);
                before = Velocity();
                told.Clear();
                Academy.Instance.EnvironmentStep();
            }
            SentInfo end = m_Agent.Sent[m_Told];
            Vector3d pushed = Velocity() - before;
            // Of this agent alone, which comes before the others.
            string[] statistics = told.Take(end.Done ? told.Select(entry => entry.Key).Distinct().Count() : 0)
                .Select(entry => entry.Key + " " + entry.Value.ToString("R", CultureInfo.InvariantCulture)).ToArray();
            m_Output.WriteLine("decision|" + targets + "|"
                + Record.Show(new[] { end.Done ? 1.0 : 0.0, end.MaxStepReached ? 1.0 : 0.0, end.Reward }) + "|"
                + Record.Show(end.Done ? new double[2] : new[] { pushed.X, pushed.Y }) + "|"
                + string.Join(" ", statistics) + "|"
                + string.Join("|", end.Observations.Select(Record.Show).ToArray()));
            m_Told = m_Agent.Sent.Count;
            if (end.Done)
            {
                TellStart();
            }
        }

        // Of the root in its lane.
        Vector3d Velocity()
        {
            ArticulationBody root = m_Agent.Creature.Links[0];
            if (!m_Task.Body.Planar)
            {
                return Frames.FromUnity(m_Lane.InverseTransformDirection(root.linearVelocity));
            }
            return new Vector3d(Along(root).jointVelocity[0], 0.0, 0.0);
        }

        // The carrier of a planar body that slides along the lane, which carries the one that slides up.
        static ArticulationBody Along(ArticulationBody root)
        {
            return root.transform.parent.parent.gameObject.GetComponent<ArticulationBody>();
        }

        void TellStart()
        {
            Physics.Contacts.Clear();
            Physics.Simulate(Time.fixedDeltaTime);
            Transform root = m_Agent.Creature.Links[0].transform;
            Vector3d p = Frames.FromUnity(m_Lane.InverseTransformPoint(root.position));
            Quaterniond q = Frames.FromUnity(Quaternion.Inverse(m_Lane.rotation) * root.rotation);
            IEnumerable<ArticulationBody> axes = m_Agent.Creature.Axes;
            SentInfo sent = m_Agent.Sent[m_Agent.Sent.Count - 1];
            m_Output.WriteLine("start|" + Record.Show(new[] { p.X, p.Y, p.Z, q.W, q.X, q.Y, q.Z }) + "|"
                + Record.Show(axes.Select(link => (double)link.jointPosition[0])) + "|"
                + Record.Show(axes.Select(link => (double)link.jointVelocity[0])) + "|"
                + string.Join("|", sent.Observations.Select(Record.Show).ToArray()));
            m_Told = m_Agent.Sent.Count;
        }

        static double Radians(float degrees)
        {
            return degrees * Math.PI / 180.0;
        }

        // What a physics step would do: the body is where the record says, touching what it says.
        void Inject(Record record)
        {
            BodyState state = new BodyState(m_Agent.Rules.Measures);
            record.Fill(state, "");
            Creature creature = m_Agent.Creature;
            double[] held = creature.Axes.Select(link => Radians(link.xDrive.target)).ToArray();
            ArticulationBody root = creature.Links[0];
            PlaceRoot(root, state);
            for (int axis = 0; axis < held.Length; axis++)
            {
                creature.Axes[axis].jointPosition = new ArticulationReducedSpace((float)state.JointPosition[axis]);
                creature.Axes[axis].jointVelocity = new ArticulationReducedSpace((float)state.JointVelocity[axis]);
            }
            Physics.Contacts.Clear();
            int foot = 0;
            for (int link = 0; link < creature.Links.Count; link++)
            {
                Link spec = m_Task.Body.Links[link];
                bool touches = (spec.Foot && state.FootContact[foot++])
                    || (spec.Fatal && state.FatalContact);
                // Unity also reports what is near without touching; its impulse is nothing.
                Collision near = new Collision(
                    m_Lane.GetComponent<BoxCollider>(), touches ? Vector3.up : Vector3.zero);
                Physics.Contacts.Add(
                    new KeyValuePair<GameObject, Collision>(creature.Links[link].gameObject, near));
            }
            Physics.Simulate(Time.fixedDeltaTime);
            Vector3d turn = state.RootRotation.Rotate(state.RootAngularVelocity);
            root.angularVelocity = m_Lane.TransformDirection(Frames.TurnToUnity(turn));
            root.linearVelocity = m_Lane.TransformDirection(Frames.ToUnity(state.RootLinearVelocity))
                + Vector3.Cross(root.angularVelocity, root.worldCenterOfMass - root.transform.position);
        }

        void PlaceRoot(ArticulationBody root, BodyState state)
        {
            if (!m_Task.Body.Planar)
            {
                root.TeleportRoot(
                    m_Lane.TransformPoint(Frames.ToUnity(state.RootPosition)),
                    m_Lane.rotation * Frames.ToUnity(state.RootRotation));
                return;
            }
            ArticulationBody up = root.transform.parent.gameObject.GetComponent<ArticulationBody>();
            Along(root).jointPosition = new ArticulationReducedSpace((float)state.RootPosition.X);
            up.jointPosition = new ArticulationReducedSpace((float)state.RootPosition.Z);
            root.jointPosition = new ArticulationReducedSpace(
                (float)(2.0 * Math.Atan2(state.RootRotation.Y, state.RootRotation.W)));
        }
    }
}
