namespace Clamber.Core
{
    /// <summary>How kinds follow each other along the lane.</summary>
    public enum Arrangement
    {
        /// <summary>Every segment draws its kind by weight.</summary>
        Mixed = 0,

        /// <summary>One kind per episode, drawn by weight.</summary>
        Alternating = 1,

        /// <summary>In the order of the list, over and over.</summary>
        Sequence = 2,
    }
}
