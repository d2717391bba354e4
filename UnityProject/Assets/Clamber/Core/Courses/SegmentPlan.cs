using System.Collections.Generic;

namespace Clamber.Core
{
    /// <summary>One entry of a course's list of segments, checked and ready for generation.</summary>
    public sealed class SegmentPlan
    {
        readonly ParameterRange[] m_Knobs;

        /// <summary>Plans a checked entry.</summary>
        public SegmentPlan(SegmentSpec spec)
        {
            Definition = SegmentDefinition.Of(spec.Kind);
            Weight = spec.Weight;
            m_Knobs = spec.Parameters;
        }

        /// <summary>Its kind.</summary>
        public SegmentDefinition Definition { get; private set; }

        /// <summary>How often it is drawn.</summary>
        public double Weight { get; private set; }

        /// <summary>The parameters' ranges at a difficulty in [0, 1].</summary>
        public Dictionary<string, Vector2d> At(double difficulty)
        {
            Dictionary<string, Vector2d> ranges = new Dictionary<string, Vector2d>();
            foreach (ParameterRange knob in m_Knobs)
            {
                ranges[knob.Name] = new Vector2d(
                    knob.Easy.X + (knob.Hard.X - knob.Easy.X) * difficulty,
                    knob.Easy.Y + (knob.Hard.Y - knob.Easy.Y) * difficulty);
            }
            return ranges;
        }
    }
}
