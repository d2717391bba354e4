using System;
using System.Linq;

namespace Clamber.Game
{
    /// <summary>Who is first, second and so on: finishers by their time, the others by how far they are.</summary>
    public sealed class Standings
    {
        readonly Standing[] m_Racers;

        /// <summary>Of racers on lanes of these lengths, m.</summary>
        public Standings(double[] laneLengths)
        {
            m_Racers = Array.ConvertAll(laneLengths, length => new Standing(length));
        }

        /// <summary>One racer's.</summary>
        public Standing this[int racer]
        {
            get { return m_Racers[racer]; }
        }

        /// <summary>How many race.</summary>
        public int Count
        {
            get { return m_Racers.Length; }
        }

        /// <summary>Whether all have finished.</summary>
        public bool AllFinished
        {
            get { return Array.TrueForAll(m_Racers, racer => racer.FinishTime != null); }
        }

        /// <summary>The racers from first to last; equals in the order of their lanes.</summary>
        public int[] Order()
        {
            return Enumerable.Range(0, m_Racers.Length)
                .OrderBy(racer => m_Racers[racer].FinishTime ?? double.PositiveInfinity)
                .ThenByDescending(racer => m_Racers[racer].Share).ToArray();
        }

        /// <summary>A racer's place, from 1; equals share the better one.</summary>
        public int Place(int racer)
        {
            return 1 + m_Racers.Count(other => IsAhead(other, m_Racers[racer]));
        }

        static bool IsAhead(Standing one, Standing other)
        {
            double first = one.FinishTime ?? double.PositiveInfinity;
            double second = other.FinishTime ?? double.PositiveInfinity;
            return first < second || (first == second && one.Share > other.Share);
        }
    }
}
