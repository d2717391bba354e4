namespace Clamber.Core
{
    /// <summary>
    /// SplitMix64 (Steele, Lea, Flood 2014), the random numbers of all content: the same in Python and here, to the
    /// bit.
    /// </summary>
    public sealed class SplitMix64
    {
        /// <summary>The longest exponential variate, in means; one draw in 3,000 would be longer.</summary>
        public const double LongestExponential = 8.0;

        /// <summary>What the state grows by with every number.</summary>
        public const ulong Step = 0x9E3779B97F4A7C15UL;

        const double k_TwoToMinus53 = 1.0 / 9007199254740992.0;

        ulong m_State;

        /// <summary>A stream that depends on its seed alone.</summary>
        public SplitMix64(ulong seed)
        {
            m_State = seed;
        }

        /// <summary>The output function: a bijection of 64 bits that leaves no pattern.</summary>
        public static ulong Mix(ulong z)
        {
            unchecked
            {
                z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
                z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
                return z ^ (z >> 31);
            }
        }

        /// <summary>A 64-bit number as a double in [0, 1): its upper 53 bits times 2^-53.</summary>
        public static double ToUnit(ulong bits)
        {
            return (bits >> 11) * k_TwoToMinus53;
        }

        /// <summary>The next number, 0 to 2^64 - 1.</summary>
        public ulong Next()
        {
            unchecked
            {
                m_State += Step;
            }
            return Mix(m_State);
        }

        /// <summary>The next number in [0, 1).</summary>
        public double Uniform()
        {
            return ToUnit(Next());
        }

        /// <summary>
        /// An exponential variate of mean 1, no longer than <see cref="LongestExponential"/>, by von Neumann's
        /// comparisons (1951): a run of descending numbers that starts at u has odd length with probability exp(-u),
        /// each failure adds 1. It needs no logarithm and so agrees to the bit in every language.
        /// </summary>
        public double Exponential()
        {
            double whole = 0.0;
            while (whole < LongestExponential)
            {
                double first = Uniform();
                bool odd = true;
                double last = first;
                while (true)
                {
                    double number = Uniform();
                    if (number >= last)
                    {
                        break;
                    }
                    last = number;
                    odd = !odd;
                }
                if (odd)
                {
                    return whole + first;
                }
                whole += 1.0;
            }
            return LongestExponential;
        }
    }
}
