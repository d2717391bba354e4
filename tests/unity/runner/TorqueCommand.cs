using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Clamber.Core;
using Clamber.Runtime;
using UnityEngine;

namespace Clamber.Runner
{
    /// <summary>
    /// "body=NAME|control=MODE|strength=.." builds a creature on a turned lane; "told=..|position=..|rotation=..|
    /// joints=..|velocity=..|reset=.." poses it (anew, or as a physics step would), tells it a control, lets it act for
    /// a step of 0.005 s, and prints per axis the torque on it and its drive, and what it counts as torque and energy.
    /// </summary>
    public sealed class TorqueCommand
    {
        const double k_Step = 0.005;

        Creature m_Creature;
        BodySpec m_Body;
        BodyState m_State;

        /// <summary>Runs the command.</summary>
        public void Run(AssetLoader assets, TextReader input, TextWriter output)
        {
            Record head = new Record(input.ReadLine());
            Build(assets, head);
            string line;
            while ((line = input.ReadLine()) != null)
            {
                output.WriteLine(Act(new Record(line)));
            }
        }

        void Build(AssetLoader assets, Record head)
        {
            m_Body = assets.Load<BodyAsset>("Bodies/" + head.Text("body") + ".asset").ToSpec();
            Transform lane = new GameObject("lane").transform;
            lane.SetPositionAndRotation(new Vector3(3f, 0.5f, -2f), Quaternion.AngleAxis(40f, Vector3.up));
            ControlMode control = (ControlMode)Enum.Parse(typeof(ControlMode), head.Text("control"));
            m_Creature = ArticulationBuilder.Build(m_Body, lane, new PhysicsMaterial("test"), null, control);
            m_Creature.SetPhysics(new EpisodePhysics
            {
                MotorStrength = head.Number("strength"), MassScale = 1.0, Gravity = 9.81,
            });
            m_State = new BodyState(new Measures(m_Body, control));
        }

        string Act(Record record)
        {
            double[] q = record.Numbers("rotation");
            double[] joints = record.Numbers("joints");
            double[] velocity = record.Numbers("velocity");
            if (record.Number("reset") != 0.0)
            {
                m_Creature.Reset(
                    record.Vector("position"), new Quaterniond(q[0], q[1], q[2], q[3]), default(Vector3d), joints);
            }
            for (int axis = 0; axis < joints.Length; axis++)
            {
                m_Creature.Axes[axis].jointPosition = new ArticulationReducedSpace((float)joints[axis]);
                m_Creature.Axes[axis].jointVelocity = new ArticulationReducedSpace((float)velocity[axis]);
            }
            if (record.Number("reset") == 0.0)
            {
                Physics.Simulate((float)k_Step);
            }
            m_Creature.BeginDecision();
            m_Creature.Drive(record.Numbers("told"));
            m_Creature.Act(k_Step);
            Vector3[] added = m_Creature.Links.Select(link => link.AddedTorque).ToArray();
            double[] drives = m_Creature.Axes.SelectMany(link => new double[]
            {
                link.xDrive.stiffness, link.xDrive.damping, link.xDrive.target,
            }).ToArray();
            Physics.Simulate((float)k_Step);
            // Only now have the transforms followed a reset: the axes are where they were when the torque acted.
            double[] torques = Enumerable.Range(0, joints.Length).Select(axis => OnAxis(axis, added)).ToArray();
            m_Creature.AfterPhysicsStep(k_Step);
            m_Creature.Read(m_State);
            return string.Join("|", new[]
            {
                Record.Show(torques), Record.Show(drives), Record.Show(m_State.JointTorque),
                Record.Show(m_State.JointEnergy),
            });
        }

        // The torque about an axis is what acts on its link and all below it.
        double OnAxis(int axis, Vector3[] added)
        {
            ArticulationBody moved = m_Creature.Axes[axis];
            Vector3 sum = Vector3.zero;
            for (int link = 0; link < added.Length; link++)
            {
                if (IsBelow(m_Creature.Links[link].transform, moved.transform))
                {
                    sum += added[link];
                }
            }
            Vector3 direction = moved.transform.rotation * Frames.TurnToUnity(m_Body.Axes[axis].Direction);
            return direction.x * sum.x + direction.y * sum.y + direction.z * sum.z;
        }

        static bool IsBelow(Transform link, Transform other)
        {
            while (link != null && link != other)
            {
                link = link.parent;
            }
            return link != null;
        }
    }
}
