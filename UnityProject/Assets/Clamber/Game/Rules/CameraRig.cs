using System;
using Clamber.Core;

namespace Clamber.Game
{
    /// <summary>How the camera looks at the race.</summary>
    public enum CameraMode
    {
        /// <summary>From behind and above the creature.</summary>
        Follow,

        /// <summary>From its right.</summary>
        Side,

        /// <summary>Flown by hand.</summary>
        Free,
    }

    /// <summary>Where the camera is and where it looks, in Clamber's frame: plain numbers.</summary>
    public sealed class CameraRig
    {
        // In leg lengths of the creature that is watched.
        const double k_Behind = 4.5;
        const double k_Above = 2.2;
        const double k_Beside = 6.0;
        const double k_BesideAbove = 1.2;
        const double k_FlySpeed = 8.0;
        const double k_Jump = 15.0;

        // Time in which two thirds of a change are done, s; how far it looks up and down, rad.
        const double k_Lag = 0.2;
        const double k_Steepest = 1.4;

        // rad/s at full stick, and rad for what Unity counts as 1 of the mouse's way.
        const double k_TurnSpeed = 2.0;
        const double k_MouseTurn = 0.035;

        Vector3d m_Focus;
        double m_Yaw;
        double m_Pitch;
        bool m_Placed;

        /// <summary>How it looks at the race.</summary>
        public CameraMode Mode { get; private set; }

        /// <summary>Where it is, m.</summary>
        public Vector3d Position { get; private set; }

        /// <summary>Where it looks, a unit vector.</summary>
        public Vector3d Direction { get; private set; }

        /// <summary>Goes on to the next mode; a free camera begins where the last one was.</summary>
        public void NextMode()
        {
            Mode = Mode == CameraMode.Free ? CameraMode.Follow : Mode + 1;
            m_Yaw = Mode == CameraMode.Free ? Math.Atan2(Direction.Y, Direction.X) : 0.0;
            m_Pitch = Mode == CameraMode.Free ? Math.Asin(Math.Min(Math.Max(Direction.Z, -1.0), 1.0)) : 0.0;
        }

        /// <summary>Turns with a stick for dt seconds; from -1 to 1, right and up.</summary>
        public void Look(double right, double up, double dt)
        {
            TurnBy(k_TurnSpeed * right * dt, k_TurnSpeed * up * dt);
        }

        /// <summary>
        /// Turns as far as the mouse went in a frame, right and up, as Unity counts: however long the frame was.
        /// </summary>
        public void Turn(double right, double up)
        {
            TurnBy(k_MouseTurn * right, k_MouseTurn * up);
        }

        /// <summary>Flies a free camera for dt seconds; from -1 to 1 each.</summary>
        public void Fly(double forward, double right, double up, double size, double dt)
        {
            if (Mode != CameraMode.Free)
            {
                return;
            }
            Vector3d ahead = Turned(m_Yaw, m_Pitch);
            Vector3d aside = new Vector3d(Math.Sin(m_Yaw), -Math.Cos(m_Yaw), 0.0);
            Vector3d way = forward * ahead + right * aside + up * new Vector3d(0.0, 0.0, 1.0);
            Position += k_FlySpeed * size * dt * way;
        }

        /// <summary>Keeps up with a creature for dt seconds.</summary>
        /// <param name="target">Where the creature is, m.</param>
        /// <param name="size">Its leg length, m.</param>
        /// <param name="dt">s.</param>
        public void Watch(Vector3d target, double size, double dt)
        {
            Vector3d gap = target - m_Focus;
            bool far = Vector3d.Dot(gap, gap) > k_Jump * k_Jump * size * size;
            m_Focus += (m_Placed && !far ? 1.0 - Math.Exp(-dt / k_Lag) : 1.0) * gap;
            m_Placed = true;
            if (Mode == CameraMode.Free)
            {
                Direction = Turned(m_Yaw, m_Pitch);
                return;
            }
            double away = size * (Mode == CameraMode.Follow ? k_Behind : k_Beside);
            double above = size * (Mode == CameraMode.Follow ? k_Above : k_BesideAbove);
            double turn = Mode == CameraMode.Follow ? m_Yaw : m_Yaw + 0.5 * Math.PI;
            // Looking up lets the camera sink on its circle around the creature, but not below the creature's root.
            double slope = Math.Min(Math.Max(Math.Atan2(above, away) - m_Pitch, 0.05), k_Steepest);
            double radius = Math.Sqrt(away * away + above * above);
            Direction = Turned(turn, -slope);
            Position = m_Focus - radius * Direction;
        }

        void TurnBy(double right, double up)
        {
            m_Yaw -= right;
            m_Pitch = Math.Min(Math.Max(m_Pitch + up, -k_Steepest), k_Steepest);
        }

        static Vector3d Turned(double yaw, double pitch)
        {
            return new Vector3d(
                Math.Cos(pitch) * Math.Cos(yaw), Math.Cos(pitch) * Math.Sin(yaw), Math.Sin(pitch));
        }
    }
}
