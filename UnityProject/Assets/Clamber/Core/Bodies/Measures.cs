using System;
using System.Collections.Generic;

namespace Clamber.Core
{
    /// <summary>What the rules of a task need to know of a body, as arrays in action order.</summary>
    public sealed class Measures
    {
        /// <summary>Standard gravity, m/s^2.</summary>
        public const double Gravity = 9.81;

        /// <summary>Radians in a degree.</summary>
        public const double RadiansPerDegree = Math.PI / 180.0;

        // Words in the names of axes that say which leg.
        static readonly string[] s_Sides = { "left", "right", "front", "middle", "hind" };

        /// <summary>Takes the measures of a body under one kind of control.</summary>
        public Measures(BodySpec body, ControlMode control)
        {
            int axes = body.Axes.Length;
            LegLength = body.LegLength;
            StandingHeight = body.StandingHeight;
            Neutral = new double[axes];
            Lower = new double[axes];
            Upper = new double[axes];
            ForceLimit = new double[axes];
            Alike = AxesAlike(body);
            Knees = Array.FindAll(
                Array.ConvertAll(body.Axes, axis => Array.IndexOf(body.Axes, axis)),
                axis => body.Axes[axis].Name.EndsWith("knee", StringComparison.Ordinal));
            for (int axis = 0; axis < axes; axis++)
            {
                Neutral[axis] = body.Axes[axis].NeutralDeg * RadiansPerDegree;
                Lower[axis] = body.Axes[axis].RangeDeg.X * RadiansPerDegree;
                Upper[axis] = body.Axes[axis].RangeDeg.Y * RadiansPerDegree;
                ForceLimit[axis] = body.Axes[axis].ForceLimit;
            }
            foreach (Link link in body.Links)
            {
                Feet += link.Foot ? 1 : 0;
                foreach (Shape shape in link.Shapes)
                {
                    Mass += shape.Mass;
                }
            }
            Axes = axes;
            Kinematics kinematics = new Kinematics(body);
            kinematics.Pose(new Vector3d(0.0, 0.0, 0.0), Quaterniond.Identity, Neutral);
            TopHeight = body.StandingHeight + kinematics.HighestPoint();
            Actions = control == ControlMode.Muscle ? body.Muscles.Length : axes;
        }

        /// <summary>m.</summary>
        public double LegLength { get; private set; }

        /// <summary>Of the root's origin in the standing pose, m.</summary>
        public double StandingHeight { get; private set; }

        /// <summary>Of the highest point in the standing pose, m; beams go by it.</summary>
        public double TopHeight { get; private set; }

        /// <summary>Of the whole body, kg.</summary>
        public double Mass { get; private set; }

        /// <summary>Joint angles in the standing pose, rad.</summary>
        public double[] Neutral { get; private set; }

        /// <summary>Lower joint limits, rad.</summary>
        public double[] Lower { get; private set; }

        /// <summary>Upper joint limits, rad.</summary>
        public double[] Upper { get; private set; }

        /// <summary>N m.</summary>
        public double[] ForceLimit { get; private set; }

        /// <summary>
        /// Groups of two axes and more that are the same but for the leg: their names are, without the words that say
        /// which leg.
        /// </summary>
        public int[][] Alike { get; private set; }

        /// <summary>Which axes are knees: those whose names end with "knee".</summary>
        public int[] Knees { get; private set; }

        /// <summary>Number of axes.</summary>
        public int Axes { get; private set; }

        /// <summary>Number of foot links.</summary>
        public int Feet { get; private set; }

        /// <summary>Number of actions.</summary>
        public int Actions { get; private set; }

        static int[][] AxesAlike(BodySpec body)
        {
            List<string> kinds = new List<string>();
            List<List<int>> groups = new List<List<int>>();
            for (int axis = 0; axis < body.Axes.Length; axis++)
            {
                string[] words = body.Axes[axis].Name.Split('_');
                string kind = string.Join("_", Array.FindAll(words, word => Array.IndexOf(s_Sides, word) < 0));
                int place = kinds.IndexOf(kind);
                if (place < 0)
                {
                    place = kinds.Count;
                    kinds.Add(kind);
                    groups.Add(new List<int>());
                }
                groups[place].Add(axis);
            }
            groups.RemoveAll(group => group.Count < 2);
            return groups.ConvertAll(group => group.ToArray()).ToArray();
        }
    }
}
