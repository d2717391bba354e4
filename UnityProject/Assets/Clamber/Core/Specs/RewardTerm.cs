namespace Clamber.Core
{
    /// <summary>One named term of the reward.</summary>
    public sealed class RewardTerm
    {
        /// <summary>One of the reward terms.</summary>
        public string Name { get; set; }

        /// <summary>
        /// Multiplies it; per second for rates (the environment multiplies by the decision interval).
        /// </summary>
        public double Weight { get; set; }
    }
}
