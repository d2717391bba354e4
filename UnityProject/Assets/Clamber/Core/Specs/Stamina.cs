namespace Clamber.Core
{
    /// <summary>An energy budget that limits what the muscles can do.</summary>
    public sealed class Stamina
    {
        /// <summary>
        /// Work that a rested body can do before it is spent, J per kilogram of the whole body; 0: no budget, it never
        /// tires.
        /// </summary>
        public double Capacity { get; set; }

        /// <summary>What comes back all the time, W per kilogram.</summary>
        public double Recovery { get; set; }

        /// <summary>Share of its strength that is left when all is spent.</summary>
        public double Weakest { get; set; }
    }
}
