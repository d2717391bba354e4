using System.Linq;
using Clamber.Core;
using Clamber.Editor;
using Clamber.Runtime;
using NUnit.Framework;
using UnityEditor;
using UnityEngine;

namespace Clamber.EditMode
{
    /// <summary>What the course inspector does to an asset, and that it can be undone.</summary>
    public sealed class CourseEditsTests
    {
        CourseAsset m_Asset;
        SerializedObject m_Course;

        SerializedProperty Segments
        {
            get { return m_Course.FindProperty(CourseEdits.Segments); }
        }

        string Kinds
        {
            get
            {
                m_Course.ApplyModifiedProperties();
                return string.Join(" ", m_Asset.ToSpec().Segments.Select(item => item.Kind.ToString()).ToArray());
            }
        }

        /// <summary>A new course with three kinds.</summary>
        [SetUp]
        public void Begin()
        {
            m_Asset = ScriptableObject.CreateInstance<CourseAsset>();
            m_Course = new SerializedObject(m_Asset);
            foreach (SegmentKind kind in new[] { SegmentKind.Flat, SegmentKind.Gaps, SegmentKind.Stairs })
            {
                CourseEdits.Add(Segments, Smallest(kind));
            }
            m_Course.ApplyModifiedProperties();
        }

        /// <summary>Takes the course away.</summary>
        [TearDown]
        public void End()
        {
            Object.DestroyImmediate(m_Asset);
        }

        /// <summary>Cards come, go and change places.</summary>
        [Test]
        public void SegmentsAreAddedMovedAndRemoved()
        {
            Assert.AreEqual("Flat Gaps Stairs", Kinds);
            CourseEdits.Move(Segments, 2, 0);
            Assert.AreEqual("Stairs Flat Gaps", Kinds);
            CourseEdits.Remove(Segments, 1);
            Assert.AreEqual("Stairs Gaps", Kinds);
            Assert.IsNull(CourseCheck.FirstProblem(m_Asset.ToSpec()));
        }

        /// <summary>Undo gives back what was there.</summary>
        [Test]
        public void RemovingIsUndone()
        {
            Undo.IncrementCurrentGroup();
            CourseEdits.Remove(Segments, 0);
            Assert.AreEqual("Gaps Stairs", Kinds);
            Undo.PerformUndo();
            m_Course.Update();
            Assert.AreEqual("Flat Gaps Stairs", Kinds);
        }

        /// <summary>A preset leaves the description alone.</summary>
        [Test]
        public void APresetIsTakenWhole()
        {
            CourseSpec preset = m_Asset.ToSpec();
            preset.Length = 33.0;
            preset.Segments = new[] { Smallest(SegmentKind.Beams) };
            CourseEdits.Take(m_Course, preset);
            Assert.AreEqual("Beams", Kinds);
            Assert.AreEqual(33f, m_Asset.Length);
        }

        /// <summary>Dragging leaves numbers that a person would write.</summary>
        [Test]
        public void NumbersAreTidy()
        {
            Assert.AreEqual(0.314f, CourseEdits.Tidy(0.31415927f, false));
            Assert.AreEqual(2.72f, CourseEdits.Tidy(2.7182817f, false));
            Assert.AreEqual(42f, CourseEdits.Tidy(41.6f, true));
        }

        static SegmentSpec Smallest(SegmentKind kind)
        {
            return new SegmentSpec
            {
                Kind = kind,
                Weight = 1.0,
                Parameters = SegmentDefinition.Of(kind).Parameters.Select(item => new ParameterRange
                {
                    Name = item.Name,
                    Easy = new Vector2d(item.Minimum, item.Minimum),
                    Hard = new Vector2d(item.Minimum, item.Maximum),
                }).ToArray(),
            };
        }
    }
}
