using System.Threading.Tasks;
using Clamber.Core;

namespace Clamber.Runtime
{
    /// <summary>
    /// Makes an agent's next course in the background, so that a reset does not wait for it. What is taken depends on
    /// seed and difficulty alone, never on whether it was ready; the same again is the same object.
    /// </summary>
    public sealed class CourseSupply
    {
        readonly CourseGenerator m_Generator;
        readonly double m_Scale;
        readonly double m_StandingHeight;
        Task<Course> m_Next;
        Course m_Last;
        ulong m_Seed;
        double m_Difficulty;

        /// <summary>A supply for one agent.</summary>
        /// <param name="generator">Makes the courses; may be shared.</param>
        /// <param name="scale">Metres per leg length.</param>
        /// <param name="standingHeight">Of the body's highest point, m.</param>
        public CourseSupply(CourseGenerator generator, double scale, double standingHeight)
        {
            m_Generator = generator;
            m_Scale = scale;
            m_StandingHeight = standingHeight;
        }

        /// <summary>Says which course is probably needed next.</summary>
        public void Want(ulong seed, double difficulty)
        {
            if (IsLast(seed, difficulty))
            {
                return;
            }
            m_Seed = seed;
            m_Difficulty = difficulty;
            m_Next = Task.Run(() => Make(seed, difficulty));
        }

        /// <summary>
        /// The course of a seed and difficulty; made now if it is not ready (where there are no threads).
        /// </summary>
        public Course Take(ulong seed, double difficulty)
        {
            if (IsLast(seed, difficulty))
            {
                return m_Last;
            }
            bool ready = m_Next != null && m_Next.Status == TaskStatus.RanToCompletion
                && m_Seed == seed && m_Difficulty == difficulty;
            m_Last = ready ? m_Next.Result : Make(seed, difficulty);
            m_Next = null;
            return m_Last;
        }

        bool IsLast(ulong seed, double difficulty)
        {
            return m_Last != null && m_Last.Seed == seed && m_Last.Difficulty == difficulty;
        }

        Course Make(ulong seed, double difficulty)
        {
            return m_Generator.Generate(seed, difficulty, m_Scale, m_StandingHeight);
        }
    }
}
