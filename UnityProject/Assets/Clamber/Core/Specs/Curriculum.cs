namespace Clamber.Core
{
    /// <summary>How difficulty is chosen.</summary>
    public sealed class Curriculum
    {
        /// <summary>By lesson or per agent.</summary>
        public CurriculumMode Mode { get; set; }

        /// <summary>Where it starts (and stays, where no lesson sets it).</summary>
        public double Difficulty { get; set; }

        /// <summary>Share of the lane's length after which a per-agent difficulty rises.</summary>
        public double Promote { get; set; }

        /// <summary>Share of the lane's length short of which it falls.</summary>
        public double Demote { get; set; }

        /// <summary>By how much.</summary>
        public double Step { get; set; }
    }
}
