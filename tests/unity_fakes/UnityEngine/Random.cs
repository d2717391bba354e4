namespace UnityEngine
{
    /// <summary>Numbers that follow from the seed.</summary>
    public static class Random
    {
        static System.Random s_Numbers = new System.Random(0);

        public static void InitState(int seed)
        {
            s_Numbers = new System.Random(seed);
        }

        public static int Range(int minInclusive, int maxExclusive)
        {
            return s_Numbers.Next(minInclusive, maxExclusive);
        }
    }
}
