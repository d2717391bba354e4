using System;
using System.Collections;
using System.Linq;
using Clamber.Core;
using NUnit.Framework;
using UnityEngine;
using UnityEngine.TestTools;

namespace Clamber.PlayMode
{
    /// <summary>A creature on the ground: it stands still, feels its feet, and a reset puts it back.</summary>
    public sealed class StandingTests
    {
        const double k_Gravity = 9.81;

        /// <summary>Nothing drifts, trembles or sinks in ten seconds.</summary>
        [UnityTest]
        public IEnumerator ATableStandsStill()
        {
            using (Stage stage = new Stage(SimpleBodies.Table(), true, k_Gravity, 1.0))
            {
                yield return null;
                stage.Run(1.0);
                Vector3d before = stage.State.RootPosition;
                stage.Run(9.0);
                Vector3d after = stage.State.RootPosition;
                Assert.AreEqual(0.4, after.Z, 0.01, "height, m");
                Assert.AreEqual(before.X, after.X, 0.01, "x, m");
                Assert.AreEqual(before.Y, after.Y, 0.01, "y, m");
                Assert.IsTrue(stage.State.RootRotation.W > 0.999, "it stands upright");
                Assert.IsTrue(stage.State.FootContact.All(touching => touching), "all feet touch the ground");
            }
        }

        /// <summary>Unity kept what no inspector shows and no file saves of an articulation.</summary>
        [UnityTest]
        public IEnumerator TheSolverIsToldWhatWasAskedFor()
        {
            using (Stage stage = new Stage(SimpleBodies.Table(), true, k_Gravity, 1.0))
            {
                yield return null;
                stage.Run(1.0);
                foreach (ArticulationBody link in stage.Creature.Links)
                {
                    Assert.AreEqual(8.0, link.solverIterations, 0.0, link.name + ": position iterations");
                    Assert.AreEqual(1.0, link.solverVelocityIterations, 0.0, link.name + ": velocity iterations");
                    Assert.AreEqual(0.0, link.sleepThreshold, 0.0, link.name + ": sleep threshold");
                    if (!link.isRoot)
                    {
                        Assert.AreEqual(1e4, link.maxJointVelocity, 1.0, link.name + ": joint speed limit");
                    }
                }
            }
        }

        /// <summary>In free fall gravity is what the episode asks for, whatever the scene's is.</summary>
        [UnityTest]
        public IEnumerator GravityIsTheEpisodes()
        {
            using (Stage stage = new Stage(SimpleBodies.Table(), false, 3.7, 1.0))
            {
                yield return null;
                stage.Run(0.5);
                Assert.AreEqual(-3.7 * 0.5, stage.State.RootLinearVelocity.Z, 0.02, "speed, m/s");
                Assert.AreEqual(0.4 - 0.5 * 3.7 * 0.25, stage.State.RootPosition.Z, 0.02, "height, m");
                Assert.IsTrue(!stage.State.FootContact.Any(touching => touching), "no foot touches anything");
            }
        }

        /// <summary>After any fall a reset is the start pose again, at rest.</summary>
        [UnityTest]
        public IEnumerator AResetIsTheStartPose()
        {
            using (Stage stage = new Stage(SimpleBodies.Table(), false, k_Gravity, 1.0))
            {
                yield return null;
                stage.Creature.Drive(new[] { 0.5, -0.5, 0.5, -0.5 });
                stage.Creature.Push(new Vector3d(1.0, 2.0, 0.0));
                stage.Run(1.0);
                stage.Creature.Reset(
                    new Vector3d(0.0, 0.0, 0.4), Quaterniond.Identity, default(Vector3d), stage.Neutral);
                stage.Run(Stage.Step);
                double fallen = k_Gravity * Stage.Step;
                Assert.AreEqual(0.4, stage.State.RootPosition.Z, 0.001, "height, m");
                Assert.AreEqual(-fallen, stage.State.RootLinearVelocity.Z, 0.001, "speed after one step, m/s");
                Assert.AreEqual(0.0, stage.State.JointPosition.Max(angle => Math.Abs(angle)), 0.001, "angles, rad");
            }
        }
    }
}
