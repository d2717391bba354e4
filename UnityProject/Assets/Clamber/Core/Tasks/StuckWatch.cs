using System;

namespace Clamber.Core
{
    /// <summary>
    /// Notices an agent that makes too little progress: it is stuck when it has not got 0.2 leg lengths beyond its mark
    /// in the time allowed; the mark is the start, then the place where it last got that far.
    /// </summary>
    public sealed class StuckWatch
    {
        // Progress that counts against being stuck, leg lengths.
        const double k_Progress = 0.2;

        readonly int m_Limit;
        readonly double m_Progress;
        double m_Mark;
        int m_Waited;

        /// <summary>Watches with so much time between decisions, s.</summary>
        public StuckWatch(double dt, Endings endings, Measures measures)
        {
            m_Limit = endings.StuckSeconds > 0.0 ? (int)Math.Round(endings.StuckSeconds / dt) : 0;
            m_Progress = k_Progress * measures.LegLength;
        }

        /// <summary>Takes in the agent's x after a decision and says whether it is stuck.</summary>
        public bool Stuck(double x)
        {
            if (m_Limit == 0)
            {
                return false;
            }
            m_Waited++;
            if (x >= m_Mark + m_Progress)
            {
                m_Mark = x;
                m_Waited = 0;
            }
            return m_Waited >= m_Limit;
        }

        /// <summary>Begins anew for an agent that starts at x.</summary>
        public void Reset(double x)
        {
            m_Mark = x;
            m_Waited = 0;
        }
    }
}
