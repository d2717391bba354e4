namespace Clamber.Core
{
    /// <summary>One knob of a kind of segment.</summary>
    public sealed class SegmentParameter
    {
        /// <summary>Makes one.</summary>
        public SegmentParameter(string name, string meaning, double minimum, double maximum, string unit, bool whole)
        {
            Name = name;
            Meaning = meaning;
            Minimum = minimum;
            Maximum = maximum;
            Unit = unit;
            Whole = whole;
        }

        /// <summary>As it is written in the course asset.</summary>
        public string Name { get; private set; }

        /// <summary>One phrase for the designer.</summary>
        public string Meaning { get; private set; }

        /// <summary>The least that is allowed at either end of either range.</summary>
        public double Minimum { get; private set; }

        /// <summary>The most that is allowed.</summary>
        public double Maximum { get; private set; }

        /// <summary>The unit, empty for a plain number.</summary>
        public string Unit { get; private set; }

        /// <summary>Whether it is drawn as a whole number.</summary>
        public bool Whole { get; private set; }
    }
}
