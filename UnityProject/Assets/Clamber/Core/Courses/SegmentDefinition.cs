using System.Collections.Generic;

namespace Clamber.Core
{
    /// <summary>
    /// Builds a segment from x on, not beyond a limit; returns where it ends (x itself if nothing fits).
    /// </summary>
    public delegate double SegmentBuilder(Lane lane, double x, double limit, Draws draws);

    /// <summary>What a kind of segment is: its parameters and how it is built.</summary>
    public sealed class SegmentDefinition
    {
        static readonly SegmentDefinition[] s_All =
        {
            FlatSegment.Definition,
            RoughSegment.Definition,
            SlopeSegment.Definition,
            StairsSegment.Definition,
            HurdlesSegment.Definition,
            GapsSegment.Definition,
            PlatformsSegment.Definition,
            SteppingStonesSegment.Definition,
            SlalomSegment.Definition,
            BeamsSegment.Definition,
            RubbleSegment.Definition,
            NarrowBridgeSegment.Definition,
            BouldersSegment.Definition,
        };

        /// <summary>Makes one.</summary>
        public SegmentDefinition(
            SegmentKind kind, string summary, SegmentBuilder build, params SegmentParameter[] parameters)
        {
            Kind = kind;
            Summary = summary;
            Build = build;
            Parameters = parameters;
        }

        /// <summary>Every kind of segment, in the order of <see cref="SegmentKind"/>.</summary>
        public static IList<SegmentDefinition> All
        {
            get { return s_All; }
        }

        /// <summary>Its place in the course asset.</summary>
        public SegmentKind Kind { get; private set; }

        /// <summary>One sentence for the designer.</summary>
        public string Summary { get; private set; }

        /// <summary>Makes a segment of the kind.</summary>
        public SegmentBuilder Build { get; private set; }

        /// <summary>Exactly what a course must give it.</summary>
        public IList<SegmentParameter> Parameters { get; private set; }

        /// <summary>The definition of a kind.</summary>
        public static SegmentDefinition Of(SegmentKind kind)
        {
            return s_All[(int)kind];
        }
    }
}
