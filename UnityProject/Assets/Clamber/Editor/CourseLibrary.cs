using System;
using System.Collections.Generic;
using System.Linq;
using Clamber.Core;
using Clamber.Runtime;
using UnityEditor;
using UnityEngine;

namespace Clamber.Editor
{
    /// <summary>
    /// What the project has for a designer to draw on: its courses, which serve as presets, and its creatures.
    /// </summary>
    public sealed class CourseLibrary
    {
        // Has every kind, with the ranges that courses are measured against.
        const string k_Yardstick = "Gauntlet";

        readonly List<CourseAsset> m_Courses;
        readonly List<BodyAsset> m_Bodies;

        /// <summary>Looks through the project.</summary>
        public CourseLibrary()
        {
            m_Courses = Find<CourseAsset>();
            m_Bodies = Find<BodyAsset>();
        }

        /// <summary>Names of the courses, in alphabetical order.</summary>
        public string[] CourseNames
        {
            get
            {
                Forget();
                return m_Courses.Select(course => course.name).ToArray();
            }
        }

        /// <summary>"no creature", then the names of the creatures in alphabetical order.</summary>
        public string[] CreatureNames
        {
            get
            {
                Forget();
                return new[] { "no creature" }.Concat(m_Bodies.Select(body => body.name)).ToArray();
            }
        }

        /// <summary>A course by its place among the names, or null.</summary>
        public CourseAsset Course(int index)
        {
            return index >= 0 && index < m_Courses.Count ? m_Courses[index] : null;
        }

        /// <summary>A creature by its place among the names, or null for none.</summary>
        public BodyAsset Creature(int index)
        {
            return index >= 1 && index <= m_Bodies.Count ? m_Bodies[index - 1] : null;
        }

        /// <summary>The place of a course among the names; the first where it is not there.</summary>
        public int PlaceOf(CourseAsset course)
        {
            return Math.Max(0, m_Courses.IndexOf(course));
        }

        /// <summary>The place of a creature among the names; that of "no creature" where it is not there.</summary>
        public int PlaceOf(BodyAsset creature)
        {
            return m_Bodies.IndexOf(creature) + 1;
        }

        /// <summary>
        /// A new segment of a kind: as in the course that has every kind, else as in the first course that has it, else
        /// with every range at the least that is allowed.
        /// </summary>
        public SegmentSpec Template(SegmentKind kind)
        {
            Forget();
            IEnumerable<CourseAsset> ordered = m_Courses.OrderBy(course => course.name == k_Yardstick ? 0 : 1);
            SegmentSpec found = ordered.SelectMany(course => course.ToSpec().Segments)
                .FirstOrDefault(segment => segment.Kind == kind && segment.Weight > 0.0);
            return found ?? new SegmentSpec
            {
                Kind = kind,
                Weight = 1.0,
                Parameters = SegmentDefinition.Of(kind).Parameters.Select(parameter => new ParameterRange
                {
                    Name = parameter.Name,
                    Easy = new Vector2d(parameter.Minimum, parameter.Minimum),
                    Hard = new Vector2d(parameter.Minimum, parameter.Minimum),
                }).ToArray(),
            };
        }

        // Files that were deleted meanwhile: Unity has destroyed their assets, which have no name any more.
        void Forget()
        {
            m_Courses.RemoveAll(course => course == null);
            m_Bodies.RemoveAll(body => body == null);
        }

        static List<T> Find<T>() where T : ScriptableObject
        {
            return AssetDatabase.FindAssets("t:" + typeof(T).Name)
                .Select(guid => AssetDatabase.LoadAssetAtPath<T>(AssetDatabase.GUIDToAssetPath(guid)))
                .Where(asset => asset != null)
                .OrderBy(asset => asset.name, StringComparer.Ordinal).ToList();
        }
    }
}
