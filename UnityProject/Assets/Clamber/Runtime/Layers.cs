namespace Clamber.Runtime
{
    /// <summary>The physics layers of ProjectSettings/TagManager.asset.</summary>
    public static class Layers
    {
        /// <summary>What creatures walk on.</summary>
        public const int Course = 8;

        /// <summary>Creatures; they pass through themselves and each other.</summary>
        public const int Creature = 9;

        /// <summary>Creatures whose links collide with each other.</summary>
        public const int CreatureSelfColliding = 10;
    }
}
