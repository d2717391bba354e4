namespace Clamber.Core
{
    /// <summary>Ways an episode ends, as they are told; several may come together.</summary>
    [System.Flags]
    public enum EndingCause
    {
        /// <summary>It has not ended.</summary>
        None = 0,

        /// <summary>The root is too low or tilted too far.</summary>
        FellOver = 1,

        /// <summary>A fatal link touched the course.</summary>
        FatalContact = 2,

        /// <summary>Too far beyond the lane's edge, or in a gap.</summary>
        OutOfBounds = 4,

        /// <summary>Too little progress.</summary>
        Stuck = 8,

        /// <summary>Crossed the finish.</summary>
        Success = 16,

        /// <summary>The time is over; a truncation.</summary>
        TimeOut = 32,

        /// <summary>The simulation broke; a truncation.</summary>
        Broken = 64,
    }
}
