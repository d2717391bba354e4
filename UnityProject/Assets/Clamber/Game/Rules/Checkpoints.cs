using System.Collections.Generic;
using Clamber.Core;

namespace Clamber.Game
{
    /// <summary>
    /// Where a racer that fell goes on: the start line, and the flat ground ahead of each segment, if there is enough
    /// of it to stand on.
    /// </summary>
    public sealed class Checkpoints
    {
        // Flat ground that a creature stands on, leg lengths.
        const double k_Room = 0.8;

        readonly List<double> m_Places = new List<double> { 0.0 };

        /// <summary>Of a course.</summary>
        public Checkpoints(Course course)
        {
            double flat = 0.0;
            foreach (CourseSegment segment in course.Segments)
            {
                double middle = 0.5 * (flat + segment.Start);
                if (segment.Start - flat >= k_Room * course.Scale && middle < course.Length)
                {
                    m_Places.Add(middle);
                }
                flat = segment.End;
            }
        }

        /// <summary>All places, from start to finish, m.</summary>
        public IList<double> Places
        {
            get { return m_Places; }
        }

        /// <summary>The last place that lies before a racer that came to x.</summary>
        public double Before(double x)
        {
            double last = 0.0;
            foreach (double place in m_Places)
            {
                last = place <= x ? place : last;
            }
            return last;
        }
    }
}
