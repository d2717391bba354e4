using Clamber.Core;
using Clamber.Runtime;
using NUnit.Framework;
using UnityEngine;

namespace Clamber.EditMode
{
    /// <summary>Clamber's frame and Unity's say the same of a place, a turn and a turned vector.</summary>
    public sealed class FramesTests
    {
        const float k_Tolerance = 1e-5f;

        /// <summary>Forward is Unity's z, left its -x, up its y.</summary>
        [Test]
        public void DirectionsAreUnitys()
        {
            Near(Vector3.forward, Frames.ToUnity(new Vector3d(1.0, 0.0, 0.0)));
            Near(-Vector3.right, Frames.ToUnity(new Vector3d(0.0, 1.0, 0.0)));
            Near(Vector3.up, Frames.ToUnity(new Vector3d(0.0, 0.0, 1.0)));
        }

        /// <summary>A turn about a converted axis takes a vector where the converted turn takes it.</summary>
        [Test]
        public void TurnsAreUnitys()
        {
            Vector3d axis = new Vector3d(0.6, 0.0, 0.8);
            Vector3d arm = new Vector3d(0.3, -0.2, 0.5);
            Vector3 expected = Frames.ToUnity(Quaterniond.AboutAxis(axis, 0.7).Rotate(arm));
            float degrees = (float)(0.7 * Frames.DegreesPerRadian);
            Near(expected, Quaternion.AngleAxis(degrees, Frames.TurnToUnity(axis)) * Frames.ToUnity(arm));
            Near(expected, Frames.ToUnity(Quaterniond.AboutAxis(axis, 0.7)) * Frames.ToUnity(arm));
        }

        /// <summary>There and back changes nothing.</summary>
        [Test]
        public void ThereAndBackIsTheSame()
        {
            Vector3 place = new Vector3(1f, -2f, 3f);
            Near(place, Frames.ToUnity(Frames.FromUnity(place)));
            Near(place, Frames.TurnToUnity(Frames.TurnFromUnity(place)));
        }

        static void Near(Vector3 expected, Vector3 found)
        {
            Assert.IsTrue((expected - found).magnitude < k_Tolerance, expected + " expected, " + found + " found");
        }
    }
}
