namespace Clamber.Core
{
    /// <summary>When an episode ends. A limit of 0 switches that ending off.</summary>
    public sealed class Endings
    {
        /// <summary>Root height over the floor below this share of the standing height ends it.</summary>
        public double FellOverHeight { get; set; }

        /// <summary>Root tilted further than this from upright ends it, degrees.</summary>
        public double FellOverTiltDeg { get; set; }

        /// <summary>A link marked fatal touching the course ends it.</summary>
        public bool FatalContact { get; set; }

        /// <summary>Further than this beyond the lane's edge, leg lengths (also below the floor of the lane).</summary>
        public double OutOfBounds { get; set; }

        /// <summary>Less than 0.2 leg lengths of progress in this time ends it.</summary>
        public double StuckSeconds { get; set; }

        /// <summary>Seconds; a truncation.</summary>
        public double TimeLimit { get; set; }
    }
}
