using System;
using Clamber.Core;
using Clamber.Game;
using NUnit.Framework;

namespace Clamber.EditMode
{
    /// <summary>A boulder meets a creature that walks on.</summary>
    public sealed class BoulderThrowTests
    {
        const double k_Gravity = 9.81;

        /// <summary>Flown by Galileo's law for the time of flight, it is where the creature has come to.</summary>
        [Test]
        public void MeetsAMovingTarget()
        {
            Vector3d from = new Vector3d(-4.0, 2.0, 3.0);
            Vector3d target = new Vector3d(5.0, 0.5, 0.4);
            Vector3d walking = new Vector3d(1.2, -0.3, 0.0);
            double time = BoulderThrow.FlightTime(9.0);
            Assert.AreEqual(0.75, time);
            Vector3d thrown = BoulderThrow.Velocity(from, target, walking, time, k_Gravity);
            Vector3d fall = new Vector3d(0.0, 0.0, -0.5 * k_Gravity * time * time);
            Vector3d miss = from + time * thrown + fall - (target + time * walking);
            Assert.IsTrue(Math.Sqrt(Vector3d.Dot(miss, miss)) < 1e-9);
        }

        /// <summary>Near throws are lobbed and far ones not flown for ever.</summary>
        [Test]
        public void FlightTimesAreHeldWithinBounds()
        {
            Assert.AreEqual(0.25, BoulderThrow.FlightTime(0.1));
            Assert.AreEqual(2.0, BoulderThrow.FlightTime(100.0));
        }
    }
}
