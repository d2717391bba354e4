using Clamber.Core;
using Clamber.Runtime;
using UnityEngine;

namespace Clamber.Game
{
    /// <summary>Moves the camera that it sits on: behind a racer, beside it, or free.</summary>
    [RequireComponent(typeof(Camera))]
    [DisallowMultipleComponent]
    public sealed class RaceCamera : MonoBehaviour
    {
        // How far over its root a racer's number hangs, leg lengths.
        const double k_Over = 1.2;

        readonly CameraRig m_Rig = new CameraRig();

        /// <summary>Whom it watches, or null.</summary>
        public Racer Target { get; set; }

        /// <summary>Where it is and how it looks.</summary>
        public CameraRig Rig
        {
            get { return m_Rig; }
        }

        /// <summary>
        /// Where over a racer its number is shown: pixels from the lower left; z is negative behind the camera.
        /// </summary>
        public Vector3 ScreenPoint(Racer racer)
        {
            Vector3d over = racer.Position + new Vector3d(0.0, 0.0, k_Over * racer.LegLength);
            return GetComponent<Camera>().WorldToScreenPoint(Frames.ToUnity(over));
        }

        void LateUpdate()
        {
            if (Target == null)
            {
                return;
            }
            // The player's own time: it goes on in slow motion and in a pause.
            double dt = Time.unscaledDeltaTime;
            m_Rig.Look(PlayerInput.LookRight, PlayerInput.LookUp, dt);
            m_Rig.Turn(PlayerInput.MouseRight, PlayerInput.MouseUp);
            m_Rig.Fly(PlayerInput.Forward, PlayerInput.Right, PlayerInput.Up, Target.LegLength, dt);
            m_Rig.Watch(Target.Position, Target.LegLength, dt);
            transform.SetPositionAndRotation(
                Frames.ToUnity(m_Rig.Position),
                Quaternion.LookRotation(Frames.ToUnity(m_Rig.Direction), Vector3.up));
        }
    }
}
