namespace Clamber.Game
{
    /// <summary>What a player has chosen for one lane, as places in the game's lists.</summary>
    public sealed class RacerChoice
    {
        /// <summary>The creature.</summary>
        public int Creature { get; set; }

        /// <summary>The brain, of those that fit the creature; one past the last: none.</summary>
        public int Brain { get; set; }
    }
}
