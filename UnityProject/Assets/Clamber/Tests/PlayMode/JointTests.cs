using System;
using System.Collections;
using Clamber.Core;
using Clamber.Runtime;
using NUnit.Framework;
using UnityEngine;
using UnityEngine.TestTools;

namespace Clamber.PlayMode
{
    /// <summary>What the creatures rely on of Unity's joints: units, directions, limits.</summary>
    public sealed class JointTests
    {
        const double k_Gravity = 9.81;

        /// <summary>
        /// The arm sinks until its drive holds it: stiffness times angle is mass times gravity times reach times the
        /// angle's cosine. If Unity counted stiffness per degree, it would sink 57 times less.
        /// </summary>
        [UnityTest]
        public IEnumerator StiffnessIsPerRadian()
        {
            const double stiffness = 50.0;
            using (Stage stage = new Stage(SimpleBodies.Pendulum(stiffness, 10.0), false, k_Gravity, 1.0))
            {
                stage.Creature.Links[0].immovable = true;
                yield return null;
                stage.Run(5.0);
                double angle = stage.State.JointPosition[0];
                double load = SimpleBodies.ArmMass * k_Gravity * SimpleBodies.ArmReach;
                Assert.AreEqual(load * Math.Cos(angle) / stiffness, angle, 0.002, "angle, rad");
            }
        }

        /// <summary>Damping is torque per radian a second: it gives a drive its time constant.</summary>
        [UnityTest]
        public IEnumerator DampingIsPerRadianASecond()
        {
            // Damping far above what the arm's inertia (0.25 kg m^2) needs: angle = target (1 - exp(-t k / d)).
            using (Stage stage = new Stage(SimpleBodies.Pendulum(50.0, 50.0), false, 0.0, 1.0))
            {
                stage.Creature.Links[0].immovable = true;
                yield return null;
                stage.Creature.Drive(new[] { 0.5 });
                stage.Run(1.0);
                Assert.AreEqual(0.5 * (1.0 - Math.Exp(-1.0)), stage.State.JointPosition[0], 0.01, "angle, rad");
            }
        }

        /// <summary>A target turns the link the way that Clamber's kinematics say, and as far.</summary>
        [UnityTest]
        public IEnumerator TargetsTurnLinksAsTheKinematicsSay()
        {
            BodySpec body = SimpleBodies.Pendulum(200.0, 20.0);
            using (Stage stage = new Stage(body, false, 0.0, 1.0))
            {
                stage.Creature.Links[0].immovable = true;
                yield return null;
                stage.Creature.Drive(new[] { 0.6 });
                stage.Run(3.0);
                Assert.AreEqual(0.6, stage.State.JointPosition[0], 0.01, "angle, rad");
                Kinematics kinematics = new Kinematics(body);
                kinematics.Pose(new Vector3d(0.0, 0.0, 1.0), Quaterniond.Identity, new[] { 0.6 });
                Vector3d center = kinematics.Positions[1]
                    + kinematics.Rotations[1].Rotate(new Vector3d(SimpleBodies.ArmReach, 0.0, 0.0));
                Vector3 found = stage.Creature.Links[1].worldCenterOfMass;
                Assert.IsTrue((found - Frames.ToUnity(center)).magnitude < 0.01f, "arm at " + found);
            }
        }

        /// <summary>
        /// A stiff drive that may not pull hard enough lets the arm fall onto its limit; one that just may holds it.
        /// If Unity counted the limit per physics step, as PhysX can, it would hold with either.
        /// </summary>
        [UnityTest]
        public IEnumerator ForceLimitsAreTorques()
        {
            double load = SimpleBodies.ArmMass * k_Gravity * SimpleBodies.ArmReach;
            foreach (double share in new[] { 0.4, 1.6 })
            {
                BodySpec body = SimpleBodies.Pendulum(1000.0, 20.0, share * load);
                using (Stage stage = new Stage(body, false, k_Gravity, 1.0))
                {
                    stage.Creature.Links[0].immovable = true;
                    yield return null;
                    stage.Run(5.0);
                    double angle = stage.State.JointPosition[0];
                    Assert.AreEqual(share < 1.0 ? Math.PI / 3.0 : 0.0, angle, 0.04, share + " of the load: angle, rad");
                }
            }
        }

        /// <summary>Limits are in degrees and hold against the drive.</summary>
        [UnityTest]
        public IEnumerator LimitsHold()
        {
            using (Stage stage = new Stage(SimpleBodies.Pendulum(200.0, 20.0), false, 0.0, 1.0))
            {
                stage.Creature.Links[0].immovable = true;
                yield return null;
                stage.Creature.Drive(new[] { 1.5 });
                stage.Run(3.0);
                Assert.AreEqual(Math.PI / 3.0, stage.State.JointPosition[0], 0.03, "angle, rad");
            }
        }
    }
}
