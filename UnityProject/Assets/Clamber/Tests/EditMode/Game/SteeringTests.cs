using System;
using Clamber.Game;
using NUnit.Framework;

namespace Clamber.EditMode
{
    /// <summary>What a stick asks of a creature.</summary>
    public sealed class SteeringTests
    {
        /// <summary>Let go it cruises; held, speed and heading come to their ends and no further.</summary>
        [Test]
        public void FollowsTheStick()
        {
            Steering steering = new Steering(1.2);
            Hold(steering, 0.0, 0.0);
            Assert.IsTrue(Math.Abs(steering.Speed - 1.2) < 1e-6 && Math.Abs(steering.Heading) < 1e-6);
            Hold(steering, 1.0, -1.0);
            Assert.IsTrue(Math.Abs(steering.Speed - 1.8) < 1e-3, "half as fast again");
            Assert.IsTrue(Math.Abs(steering.Heading - Steering.Widest) < 1e-3, "left");
            Hold(steering, -1.0, 1.0);
            Assert.IsTrue(Math.Abs(steering.Speed) < 1e-3, "stands");
            Assert.IsTrue(Math.Abs(steering.Heading + Steering.Widest) < 1e-3, "right");
        }

        /// <summary>No stick changes more in a moment than a creature can follow.</summary>
        [Test]
        public void ChangesSmoothly()
        {
            Steering steering = new Steering(1.0);
            steering.Follow(-1.0, 0.0, 0.02);
            Assert.IsTrue(steering.Speed > 0.9 && steering.Speed < 1.0);
        }

        static void Hold(Steering steering, double forward, double right)
        {
            for (int moment = 0; moment < 150; moment++)
            {
                steering.Follow(forward, right, 0.02);
            }
        }
    }
}
