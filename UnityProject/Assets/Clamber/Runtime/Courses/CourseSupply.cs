using System.Threading.Tasks;
using Clamber.Core;

namespace Clamber.Runtime
{
    /// <summary>
    /// Makes an agent's next course in the background, so that a reset does not wait for it. What is taken depends on
    /// seed and difficulty alone, never on whether it was ready.
    /// </summary>
    public sealed class CourseSupply
    {
        readonly CourseGenerator m_Generator;
        readonly double m_Scale;
        readonly double m_StandingHeight;
        Task<Course> m_Next;
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
            m_Seed = seed;
            m_Difficulty = difficulty;
            m_Next = Task.Run(() => Make(seed, difficulty));
        }

        /// <summary>
        /// The course of a seed and difficulty; made now if it is not ready (where there are no threads).
        /// </summary>
        public Course Take(ulong seed, double difficulty)
        {
            bool ready = m_Next != null && m_Next.Status == TaskStatus.RanToCompletion
                && m_Seed == seed && m_Difficulty == difficulty;
            Course course = ready ? m_Next.Result : Make(seed, difficulty);
            m_Next = null;
            return course;
        }

        Course Make(ulong seed, double difficulty)
        {
            return m_Generator.Generate(seed, difficulty, m_Scale, m_StandingHeight);
        }
    }
}
