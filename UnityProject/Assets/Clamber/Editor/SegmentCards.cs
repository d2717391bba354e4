using System;
using System.Globalization;
using System.Linq;
using Clamber.Core;
using UnityEditor;
using UnityEngine;

namespace Clamber.Editor
{
    /// <summary>
    /// A course's segments as cards: how often each comes, as a bar over all of them and as a share, its kind, and a
    /// slider with two ends per range. Cards can be added, removed and moved.
    /// </summary>
    public sealed class SegmentCards
    {
        const float k_BarHeight = 14f;
        const float k_NumberWidth = 52f;
        const float k_SmallButton = 26f;
        const float k_WordButton = 62f;
        const float k_UsualMostWeight = 4f;

        // Steps of the golden ratio round the colour wheel keep neighbours apart.
        const float k_HueStep = 0.618034f;

        static readonly string[] s_Kinds = SegmentDefinition.All.Select(item => item.Kind.ToString()).ToArray();

        int m_Added;

        /// <summary>Draws all cards and takes what a person does to them.</summary>
        /// <param name="segments">The course's list.</param>
        /// <param name="shares">Whether kinds are drawn by weight.</param>
        /// <param name="library">For the ranges of new segments.</param>
        public void Draw(SerializedProperty segments, bool shares, CourseLibrary library)
        {
            float total = 0f;
            for (int index = 0; index < segments.arraySize; index++)
            {
                total += Weight(segments, index);
            }
            if (shares && total > 0f)
            {
                DrawBar(segments, total);
            }
            // What a button asks for is done after the last card: until then the list must stay as it is drawn.
            Action asked = null;
            for (int index = 0; index < segments.arraySize; index++)
            {
                string share = shares && total > 0f
                    ? (Weight(segments, index) / total).ToString(" (0 %)", CultureInfo.InvariantCulture) : "";
                asked = DrawCard(segments, index, share, library) ?? asked;
            }
            EditorGUILayout.BeginHorizontal();
            m_Added = EditorGUILayout.Popup("New segment", m_Added, s_Kinds);
            if (GUILayout.Button("Add", GUILayout.Width(k_WordButton)))
            {
                asked = () => CourseEdits.Add(segments, library.Template((SegmentKind)m_Added));
            }
            EditorGUILayout.EndHorizontal();
            if (asked != null)
            {
                asked();
            }
        }

        static float Weight(SerializedProperty segments, int index)
        {
            return Math.Max(
                0f, segments.GetArrayElementAtIndex(index).FindPropertyRelative(CourseEdits.Weight).floatValue);
        }

        static void DrawBar(SerializedProperty segments, float total)
        {
            Rect bar = EditorGUILayout.GetControlRect(false, k_BarHeight);
            float x = bar.x;
            for (int index = 0; index < segments.arraySize; index++)
            {
                float width = bar.width * Weight(segments, index) / total;
                EditorGUI.DrawRect(
                    new Rect(x, bar.y, width, bar.height), Color.HSVToRGB(index * k_HueStep % 1f, 0.5f, 0.8f));
                x += width;
            }
        }

        static Action DrawCard(SerializedProperty segments, int index, string share, CourseLibrary library)
        {
            SerializedProperty entry = segments.GetArrayElementAtIndex(index);
            SerializedProperty kind = entry.FindPropertyRelative(CourseEdits.Kind);
            SegmentDefinition definition = SegmentDefinition.Of((SegmentKind)kind.intValue);
            Action asked = null;
            EditorGUILayout.BeginVertical(EditorStyles.helpBox);
            EditorGUILayout.BeginHorizontal();
            entry.isExpanded = EditorGUILayout.Foldout(
                entry.isExpanded, (index + 1) + ". " + definition.Kind + share, true);
            using (new EditorGUI.DisabledScope(index == 0))
            {
                if (GUILayout.Button(new GUIContent("\u25b2", "Move up"), GUILayout.Width(k_SmallButton)))
                {
                    asked = () => CourseEdits.Move(segments, index, index - 1);
                }
            }
            using (new EditorGUI.DisabledScope(index == segments.arraySize - 1))
            {
                if (GUILayout.Button(new GUIContent("\u25bc", "Move down"), GUILayout.Width(k_SmallButton)))
                {
                    asked = () => CourseEdits.Move(segments, index, index + 1);
                }
            }
            if (GUILayout.Button("Remove", GUILayout.Width(k_WordButton)))
            {
                asked = () => CourseEdits.Remove(segments, index);
            }
            EditorGUILayout.EndHorizontal();
            SerializedProperty weight = entry.FindPropertyRelative(CourseEdits.Weight);
            float most = Math.Max(k_UsualMostWeight, weight.floatValue);
            EditorGUILayout.Slider(
                weight, 0f, most, new GUIContent("Weight", "How often it is drawn, relative to the others."));
            if (entry.isExpanded)
            {
                asked = DrawKnobs(entry, definition, library) ?? asked;
            }
            EditorGUILayout.EndVertical();
            return asked;
        }

        static Action DrawKnobs(SerializedProperty entry, SegmentDefinition definition, CourseLibrary library)
        {
            Action asked = null;
            EditorGUILayout.LabelField(definition.Summary);
            EditorGUILayout.BeginHorizontal();
            int kind = EditorGUILayout.Popup("Kind", (int)definition.Kind, s_Kinds);
            if (kind != (int)definition.Kind)
            {
                asked = () => CourseEdits.Write(entry, library.Template((SegmentKind)kind));
            }
            if (GUILayout.Button(
                new GUIContent("Reset", "Gives it the ranges that a new segment of its kind has."),
                GUILayout.Width(k_WordButton)))
            {
                asked = () => CourseEdits.Write(entry, library.Template(definition.Kind));
            }
            EditorGUILayout.EndHorizontal();
            SerializedProperty parameters = entry.FindPropertyRelative(CourseEdits.Parameters);
            for (int index = 0; index < parameters.arraySize; index++)
            {
                SerializedProperty range = parameters.GetArrayElementAtIndex(index);
                string name = range.FindPropertyRelative(CourseEdits.Name).stringValue;
                SegmentParameter parameter = definition.Parameters.FirstOrDefault(item => item.Name == name);
                // A name that the kind does not have is told with the course's other mistakes; Reset mends it.
                if (parameter != null)
                {
                    DrawRanges(range, parameter);
                }
            }
            return asked;
        }

        static void DrawRanges(SerializedProperty range, SegmentParameter parameter)
        {
            string unit = parameter.Unit.Length > 0 ? " (" + parameter.Unit + ")" : "";
            EditorGUILayout.LabelField(new GUIContent(
                parameter.Name + ": " + parameter.Meaning + unit,
                parameter.Minimum.ToString(CultureInfo.InvariantCulture) + " to "
                    + parameter.Maximum.ToString(CultureInfo.InvariantCulture) + unit));
            DrawRange(range.FindPropertyRelative(CourseEdits.Easy), parameter, "Easy",
                "Drawn evenly between these two at difficulty 0" + unit + ".");
            DrawRange(range.FindPropertyRelative(CourseEdits.Hard), parameter, "Hard",
                "Drawn evenly between these two at difficulty 1" + unit + ".");
        }

        static void DrawRange(SerializedProperty range, SegmentParameter parameter, string label, string tooltip)
        {
            Vector2 value = range.vector2Value;
            float low = value.x;
            float high = value.y;
            EditorGUILayout.BeginHorizontal();
            EditorGUILayout.MinMaxSlider(
                new GUIContent(label, tooltip), ref low, ref high, (float)parameter.Minimum, (float)parameter.Maximum);
            // Only an end that moved: the other keeps its digits.
            low = low != value.x ? CourseEdits.Tidy(low, parameter.Whole) : low;
            high = high != value.y ? CourseEdits.Tidy(high, parameter.Whole) : high;
            low = EditorGUILayout.DelayedFloatField(low, GUILayout.Width(k_NumberWidth));
            high = EditorGUILayout.DelayedFloatField(high, GUILayout.Width(k_NumberWidth));
            EditorGUILayout.EndHorizontal();
            if (low != value.x || high != value.y)
            {
                range.vector2Value = new Vector2(low, high);
            }
        }
    }
}
