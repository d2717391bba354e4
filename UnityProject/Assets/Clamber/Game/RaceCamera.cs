using Clamber.Core;
using Clamber.Runtime;
using UnityEngine;

namespace Clamber.Game
{
    /// <summary>Moves the camera that it sits on: behind a racer, beside it, or free.</summary>
    [DisallowMultipleComponent]
    public sealed class RaceCamera : MonoBehaviour
    {
        readonly CameraRig m_Rig = new CameraRig();

        /// <summary>Whom it watches, or null.</summary>
        public Racer Target { get; set; }

        /// <summary>Where it is and how it looks.</summary>
        public CameraRig Rig
        {
            get { return m_Rig; }
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
            m_Rig.Fly(PlayerInput.Forward, PlayerInput.Right, PlayerInput.Up, Target.LegLength, dt);
            m_Rig.Watch(Target.Position, Target.LegLength, dt);
            transform.SetPositionAndRotation(
                Frames.ToUnity(m_Rig.Position),
                Quaternion.LookRotation(Frames.ToUnity(m_Rig.Direction), Vector3.up));
        }
    }
}
