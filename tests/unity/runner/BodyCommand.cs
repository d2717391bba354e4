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
    /// "body=NAME" builds a creature on a lane that stands somewhere and is turned, and prints per link mass, centre
    /// and inertia, per axis its drive, and per ArticulationBody what the solver is told.
    /// "position=..|rotation=..|joints=.." poses it and prints every link and collider in the lane's frame.
    /// </summary>
    public sealed class BodyCommand
    {
        static readonly Vector3d[] s_Units =
        {
            new Vector3d(1.0, 0.0, 0.0), new Vector3d(0.0, 1.0, 0.0), new Vector3d(0.0, 0.0, 1.0),
        };

        Transform m_Lane;
        Creature m_Creature;

        /// <summary>Runs the command.</summary>
        public void Run(AssetLoader assets, TextReader input, TextWriter output)
        {
            string line;
            while ((line = input.ReadLine()) != null)
            {
                Record record = new Record(line);
                output.WriteLine(line.StartsWith("body=") ? Build(assets, record) : Pose(record));
            }
        }

        string Build(AssetLoader assets, Record record)
        {
            BodySpec body = assets.Load<BodyAsset>("Bodies/" + record.Text("body") + ".asset").ToSpec();
            m_Lane = new GameObject("lane").transform;
            m_Lane.SetPositionAndRotation(new Vector3(3f, 0.5f, -2f), Quaternion.AngleAxis(40f, Vector3.up));
            m_Creature = ArticulationBuilder.Build(body, m_Lane, new PhysicsMaterial("test"), null);
            IEnumerable<double> links = m_Creature.Links.SelectMany(Mass);
            IEnumerable<double> axes = m_Creature.Axes.SelectMany(link => new double[]
            {
                link.xDrive.stiffness, link.xDrive.damping, link.xDrive.forceLimit, link.xDrive.lowerLimit,
                link.xDrive.upperLimit, link.xDrive.target,
            });
            IEnumerable<double> solver = m_Lane.gameObject.GetComponentsInChildren<ArticulationBody>()
                .SelectMany(made => new double[]
                {
                    made.solverIterations, made.solverVelocityIterations, made.sleepThreshold, made.maxJointVelocity,
                    made.maxAngularVelocity, made.maxLinearVelocity,
                });
            return Record.Show(links) + "|" + Record.Show(axes) + "|" + Record.Show(solver);
        }

        // Mass, centre and inertia (xx, yy, zz, xy, xz, yz) in the link's frame.
        static IEnumerable<double> Mass(ArticulationBody link)
        {
            Vector3d center = Frames.FromUnity(link.centerOfMass);
            double[,] inertia = new double[3, 3];
            float[] moments = { link.inertiaTensor.x, link.inertiaTensor.y, link.inertiaTensor.z };
            Vector3[] axes = { Vector3.right, Vector3.up, Vector3.forward };
            for (int index = 0; index < 3; index++)
            {
                Vector3d axis = Frames.FromUnity(link.inertiaTensorRotation * axes[index]);
                double[] v = { axis.X, axis.Y, axis.Z };
                for (int row = 0; row < 3; row++)
                {
                    for (int column = 0; column < 3; column++)
                    {
                        inertia[row, column] += moments[index] * v[row] * v[column];
                    }
                }
            }
            return new[]
            {
                link.mass, center.X, center.Y, center.Z, inertia[0, 0], inertia[1, 1], inertia[2, 2], inertia[0, 1],
                inertia[0, 2], inertia[1, 2],
            };
        }

        string Pose(Record record)
        {
            double[] q = record.Numbers("rotation");
            m_Creature.Reset(
                record.Vector("position"), new Quaterniond(q[0], q[1], q[2], q[3]), default(Vector3d),
                record.Numbers("joints"));
            Physics.Simulate(Time.fixedDeltaTime);
            IEnumerable<double> links = m_Creature.Links.SelectMany(link => InLane(link.transform));
            IEnumerable<double> shapes = m_Creature.Links.SelectMany(ShapesOf).SelectMany(Extent);
            return Record.Show(links) + "|" + Record.Show(shapes);
        }

        IEnumerable<double> InLane(Transform link)
        {
            Vector3d p = Frames.FromUnity(m_Lane.InverseTransformPoint(link.position));
            Quaterniond q = Frames.FromUnity(Quaternion.Inverse(m_Lane.rotation) * link.rotation);
            return new[] { p.X, p.Y, p.Z, q.W, q.X, q.Y, q.Z };
        }

        // The colliders of a link, not of the links below it.
        static IEnumerable<Collider> ShapesOf(ArticulationBody link)
        {
            return link.GetComponentsInChildren<Collider>()
                .Where(collider => collider.GetComponentInParent<ArticulationBody>() == link);
        }

        // Centre and half extent along the lane's axes.
        IEnumerable<double> Extent(Collider collider)
        {
            Vector3d center = Frames.FromUnity(m_Lane.InverseTransformPoint(collider.transform.position));
            IEnumerable<double> reach = s_Units.Select(unit => Reach(
                collider,
                collider.transform.InverseTransformDirection(m_Lane.TransformDirection(Frames.ToUnity(unit)))));
            return new[] { center.X, center.Y, center.Z }.Concat(reach);
        }

        static double Reach(Collider collider, Vector3 direction)
        {
            BoxCollider box = collider as BoxCollider;
            if (box != null)
            {
                return 0.5 * (Math.Abs(direction.x) * box.size.x + Math.Abs(direction.y) * box.size.y
                    + Math.Abs(direction.z) * box.size.z);
            }
            CapsuleCollider capsule = collider as CapsuleCollider;
            if (capsule != null)
            {
                float[] along = { direction.x, direction.y, direction.z };
                return capsule.radius + (0.5 * capsule.height - capsule.radius) * Math.Abs(along[capsule.direction]);
            }
            return ((SphereCollider)collider).radius;
        }
    }
}
