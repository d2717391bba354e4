using System;
using Clamber.Core;
using UnityEditor;
using UnityEngine;

namespace Clamber.Editor
{
    /// <summary>Changes to a course through Unity's serialized properties, so that each can be undone.</summary>
    public static class CourseEdits
    {
        /// <summary>The list of segments.</summary>
        public const string Segments = "m_Segments";

        /// <summary>A segment's kind.</summary>
        public const string Kind = "m_Kind";

        /// <summary>How often a segment is drawn.</summary>
        public const string Weight = "m_Weight";

        /// <summary>A segment's list of parameters.</summary>
        public const string Parameters = "m_Parameters";

        /// <summary>A parameter's name.</summary>
        public const string Name = "m_Name";

        /// <summary>A parameter's range at difficulty 0.</summary>
        public const string Easy = "m_Easy";

        /// <summary>A parameter's range at difficulty 1.</summary>
        public const string Hard = "m_Hard";

        /// <summary>Adds a segment at the end.</summary>
        public static void Add(SerializedProperty segments, SegmentSpec added)
        {
            segments.InsertArrayElementAtIndex(segments.arraySize);
            Write(segments.GetArrayElementAtIndex(segments.arraySize - 1), added);
        }

        /// <summary>Takes a segment out.</summary>
        public static void Remove(SerializedProperty segments, int index)
        {
            segments.DeleteArrayElementAtIndex(index);
        }

        /// <summary>Moves a segment to another place in the list.</summary>
        public static void Move(SerializedProperty segments, int from, int to)
        {
            segments.MoveArrayElement(from, to);
        }

        /// <summary>Gives an entry of the list a segment's kind, weight and ranges.</summary>
        public static void Write(SerializedProperty entry, SegmentSpec segment)
        {
            entry.FindPropertyRelative(Kind).intValue = (int)segment.Kind;
            entry.FindPropertyRelative(Weight).floatValue = (float)segment.Weight;
            SerializedProperty parameters = entry.FindPropertyRelative(Parameters);
            parameters.arraySize = segment.Parameters.Length;
            for (int index = 0; index < segment.Parameters.Length; index++)
            {
                ParameterRange range = segment.Parameters[index];
                SerializedProperty written = parameters.GetArrayElementAtIndex(index);
                written.FindPropertyRelative(Name).stringValue = range.Name;
                written.FindPropertyRelative(Easy).vector2Value = ToVector(range.Easy);
                written.FindPropertyRelative(Hard).vector2Value = ToVector(range.Hard);
            }
        }

        /// <summary>Makes a course like another, but for what it says of itself.</summary>
        public static void Take(SerializedObject course, CourseSpec preset)
        {
            course.FindProperty("m_Length").floatValue = (float)preset.Length;
            course.FindProperty("m_Width").floatValue = (float)preset.Width;
            course.FindProperty("m_StartLength").floatValue = (float)preset.StartLength;
            course.FindProperty("m_Spacing").vector2Value = ToVector(preset.Spacing);
            course.FindProperty("m_Arrangement").intValue = (int)preset.Arrangement;
            course.FindProperty("m_DifficultyAtStart").floatValue = (float)preset.DifficultyAtStart;
            SerializedProperty segments = course.FindProperty(Segments);
            segments.arraySize = preset.Segments.Length;
            for (int index = 0; index < preset.Segments.Length; index++)
            {
                Write(segments.GetArrayElementAtIndex(index), preset.Segments[index]);
            }
        }

        /// <summary>
        /// A number as a designer would write it: whole where it must be, else rounded to three digits that count, so
        /// that dragging leaves no 0.30000001 in the asset.
        /// </summary>
        public static float Tidy(float value, bool whole)
        {
            if (whole || value == 0f)
            {
                return (float)Math.Round(value);
            }
            int digits = 2 - (int)Math.Floor(Math.Log10(Math.Abs(value)));
            return (float)Math.Round(value, Math.Min(Math.Max(digits, 0), 4));
        }

        static Vector2 ToVector(Vector2d range)
        {
            return new Vector2((float)range.X, (float)range.Y);
        }
    }
}
