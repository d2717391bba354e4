using System;

namespace Clamber.Core
{
    /// <summary>
    /// What a body can be expected to get over, under and through, estimated from its legs alone, for a designer's eye:
    /// it runs at a Froude number of 1 (the square root of gravity times its leg length), a jump lifts the hip by a
    /// quarter of a leg, and a leg draws up by half its length.
    /// </summary>
    public sealed class BodyReach
    {
        const double k_HipRise = 0.25;
        const double k_DrawUp = 0.5;

        /// <summary>Takes the measures of a body.</summary>
        public BodyReach(BodySpec body)
        {
            Measures measures = new Measures(body, ControlMode.DriveTarget);
            LegLength = measures.LegLength;
            TopHeight = measures.TopHeight;
            Planar = body.Planar;
            // Speed, sqrt(g L), times the time in the air, 2 sqrt(2 rise L / g).
            Jump = 2.0 * Math.Sqrt(2.0 * k_HipRise) * LegLength;
            Clear = (k_HipRise + k_DrawUp) * LegLength;
            Step = k_DrawUp * LegLength;
            Crouch = TopHeight - k_DrawUp * LegLength;
            Kinematics kinematics = new Kinematics(body);
            Width = Reach(kinematics, measures, Math.PI / 2.0) + Reach(kinematics, measures, -Math.PI / 2.0);
        }

        /// <summary>m.</summary>
        public double LegLength { get; private set; }

        /// <summary>Of the highest point in the standing pose, m.</summary>
        public double TopHeight { get; private set; }

        /// <summary>It moves in the vertical plane only.</summary>
        public bool Planar { get; private set; }

        /// <summary>The longest gap it jumps, m.</summary>
        public double Jump { get; private set; }

        /// <summary>The highest bar or block it jumps over or onto, m.</summary>
        public double Clear { get; private set; }

        /// <summary>The highest step it takes without a jump, m.</summary>
        public double Step { get; private set; }

        /// <summary>The lowest beam it walks under, m over the ground.</summary>
        public double Crouch { get; private set; }

        /// <summary>From its left to its right in the standing pose, m.</summary>
        public double Width { get; private set; }

        // How far the body reaches to one side: up, after a turn about its forward axis.
        static double Reach(Kinematics kinematics, Measures measures, double turn)
        {
            Quaterniond rotation = Quaterniond.AboutAxis(new Vector3d(1.0, 0.0, 0.0), turn);
            kinematics.Pose(new Vector3d(0.0, 0.0, 0.0), rotation, measures.Neutral);
            return kinematics.HighestPoint();
        }
    }
}
