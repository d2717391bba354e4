using System;
using System.Collections.Generic;
using System.Linq;
using Clamber.Core;
using Clamber.Runtime;
using NUnit.Framework;
using UnityEditor;

namespace Clamber.EditMode
{
    /// <summary>The assets in the project, as Unity has loaded them, are sound.</summary>
    public sealed class ContentTests
    {
        /// <summary>Every course can be made at every difficulty.</summary>
        [Test]
        public void CoursesAreSound()
        {
            List<CourseAsset> courses = All<CourseAsset>();
            Assert.IsTrue(courses.Count > 0, "there are courses");
            foreach (CourseAsset asset in courses)
            {
                CourseSpec spec = asset.ToSpec();
                Assert.IsNull(asset.FirstProblem());
                foreach (double difficulty in new[] { 0.0, 0.5, 1.0 })
                {
                    Course course = new CourseGenerator(spec).Generate(
                        11, difficulty, 1.0, CourseGenerator.TypicalStandingHeight);
                    Assert.IsTrue(course.Boxes.Length > 0, asset.name);
                }
            }
        }

        /// <summary>Every body's links make a tree; standing, its feet touch the ground.</summary>
        [Test]
        public void BodiesStand()
        {
            List<BodyAsset> bodies = All<BodyAsset>();
            Assert.IsTrue(bodies.Count > 0, "there are bodies");
            foreach (BodyAsset asset in bodies)
            {
                BodySpec body = asset.ToSpec();
                Assert.IsNull(asset.FirstProblem());
                Kinematics kinematics = new Kinematics(body);
                kinematics.Pose(
                    new Vector3d(0.0, 0.0, body.StandingHeight), Quaterniond.Identity,
                    new Measures(body, ControlMode.DriveTarget).Neutral);
                double low = kinematics.LowestFootPoint();
                Assert.IsTrue(Math.Abs(low) < 0.02 * body.LegLength, asset.name + ": lowest foot at " + low + " m");
            }
        }

        /// <summary>Every task has its body and course, and they can be lived in Unity.</summary>
        [Test]
        public void TasksAreWhole()
        {
            List<TaskAsset> tasks = All<TaskAsset>();
            Assert.IsTrue(tasks.Count > 0, "there are tasks");
            foreach (TaskAsset asset in tasks)
            {
                Assert.IsNull(asset.FirstProblem());
                Assert.IsTrue(new TaskAgent(asset.ToSpec()).ProprioceptionSize > 0, asset.name);
            }
        }

        static List<T> All<T>() where T : UnityEngine.Object
        {
            return AssetDatabase.FindAssets("t:" + typeof(T).Name)
                .Select(guid => AssetDatabase.LoadAssetAtPath<T>(AssetDatabase.GUIDToAssetPath(guid))).ToList();
        }
    }
}
