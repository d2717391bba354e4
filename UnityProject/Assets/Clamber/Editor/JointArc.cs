using System;
using System.Linq;
using Clamber.Core;
using Clamber.Runtime;
using UnityEngine;

namespace Clamber.Editor
{
    /// <summary>
    /// Where a joint can turn, as an arc in Unity's frame that its link sweeps from the lower limit to the upper, drawn
    /// on the body standing on the scene's origin in its neutral pose.
    /// </summary>
    public sealed class JointArc
    {
        // Of an arc, in lengths of the link, but no more than a share of a leg.
        const double k_Radius = 0.6;
        const double k_LeastRadius = 0.1;
        const double k_GreatestRadius = 0.3;

        JointArc(string label, Vector3 center, Vector3 normal, Vector3 from, Vector3 neutral, float angle, float radius)
        {
            Label = label;
            Center = center;
            Normal = normal;
            From = from;
            Neutral = neutral;
            Angle = angle;
            Radius = radius;
        }

        /// <summary>The axis' name and its limits, degrees.</summary>
        public string Label { get; private set; }

        /// <summary>The link's origin, m.</summary>
        public Vector3 Center { get; private set; }

        /// <summary>What it turns about.</summary>
        public Vector3 Normal { get; private set; }

        /// <summary>Where the link points at its lower limit.</summary>
        public Vector3 From { get; private set; }

        /// <summary>Where the link points in the neutral pose.</summary>
        public Vector3 Neutral { get; private set; }

        /// <summary>From the lower limit to the upper, degrees.</summary>
        public float Angle { get; private set; }

        /// <summary>m.</summary>
        public float Radius { get; private set; }

        /// <summary>The arcs of all axes of a sound body.</summary>
        public static JointArc[] Of(BodySpec body)
        {
            Kinematics kinematics = Standing(body);
            return Array.ConvertAll(body.Axes, axis => Of(body, axis, kinematics));
        }

        /// <summary>The body's solids where they are in the standing pose.</summary>
        public static MeshDraft Picture(BodySpec body)
        {
            Kinematics kinematics = Standing(body);
            MeshDraft draft = new MeshDraft();
            for (int link = 0; link < body.Links.Length; link++)
            {
                Quaterniond rotation = kinematics.Rotations[link];
                foreach (Shape shape in body.Links[link].Shapes)
                {
                    draft.AddShape(new Shape
                    {
                        Kind = shape.Kind,
                        Position = kinematics.Positions[link] + rotation.Rotate(shape.Position),
                        Rotation = rotation * shape.Rotation.Normalized,
                        Size = shape.Size,
                    });
                }
            }
            return draft;
        }

        static Kinematics Standing(BodySpec body)
        {
            Kinematics kinematics = new Kinematics(body);
            kinematics.Pose(
                new Vector3d(0.0, 0.0, body.StandingHeight), Quaterniond.Identity,
                Array.ConvertAll(body.Axes, axis => axis.NeutralDeg / Frames.DegreesPerRadian));
            return kinematics;
        }

        static JointArc Of(BodySpec body, Axis axis, Kinematics kinematics)
        {
            int link = Array.FindIndex(body.Links, candidate => candidate.Name == axis.Link);
            Quaterniond rotation = kinematics.Rotations[link];
            Vector3d turn = rotation.Rotate(axis.Direction);
            Vector3d arm = Across(Arm(body, link), axis.Direction);
            double length = Length(arm);
            Vector3d neutral = rotation.Rotate((1.0 / length) * arm);
            double back = (axis.RangeDeg.X - axis.NeutralDeg) / Frames.DegreesPerRadian;
            double radius = Math.Min(
                Math.Max(k_Radius * length, k_LeastRadius * body.LegLength), k_GreatestRadius * body.LegLength);
            return new JointArc(
                string.Format("{0} {1:0}\u00b0 to {2:0}\u00b0", axis.Name, axis.RangeDeg.X, axis.RangeDeg.Y),
                Frames.ToUnity(kinematics.Positions[link]), Frames.TurnToUnity(turn),
                Frames.ToUnity(Quaterniond.AboutAxis(turn, back).Rotate(neutral)), Frames.ToUnity(neutral),
                (float)(axis.RangeDeg.Y - axis.RangeDeg.X), (float)radius);
        }

        // To the middle of what the joint moves: its link's centre of mass, or where the next link begins.
        static Vector3d Arm(BodySpec body, int link)
        {
            Vector3d center = new MassProperties(body.Links[link]).Center;
            Link next = body.Links.FirstOrDefault(other => other.Parent == body.Links[link].Name);
            return Length(center) > 0.0 || next == null ? center : next.Position;
        }

        // The part of a vector across a unit vector; where nothing is left, some direction across it.
        static Vector3d Across(Vector3d arm, Vector3d direction)
        {
            foreach (Vector3d candidate in new[]
            {
                arm, new Vector3d(0.0, 0.0, -0.1), new Vector3d(0.1, 0.0, 0.0),
            })
            {
                double along = candidate.X * direction.X + candidate.Y * direction.Y + candidate.Z * direction.Z;
                Vector3d across = candidate - along * direction;
                if (Length(across) > 1e-3)
                {
                    return across;
                }
            }
            throw new ArgumentException("a direction of length 1 has something across it");
        }

        static double Length(Vector3d v)
        {
            return Math.Sqrt(v.X * v.X + v.Y * v.Y + v.Z * v.Z);
        }
    }
}
