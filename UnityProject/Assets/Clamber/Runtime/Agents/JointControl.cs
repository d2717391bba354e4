using System;

namespace Clamber.Runtime
{
    /// <summary>
    /// Moves a creature's joints (or excites its muscles) one at a time by hand: choose one, turn it, let go and it
    /// stays. For looking at how a body moves, not for walking.
    /// </summary>
    public sealed class JointControl
    {
        // From one end of an action's range to the other in two seconds.
        const double k_Rate = 1.0;

        readonly double[] m_Actions;
        readonly double m_Rest;
        bool m_ChoosesStill;

        /// <summary>Control over so many axes or muscles, all at the action that rests them.</summary>
        public JointControl(int count, double rest = 0.0)
        {
            m_Rest = rest;
            m_Actions = new double[count];
            Neutral();
        }

        /// <summary>The axis that is turned.</summary>
        public int Selected { get; private set; }

        /// <summary>What each axis is told, in [-1, 1].</summary>
        public double[] Actions
        {
            get { return m_Actions; }
        }

        /// <summary>Takes in what is held down for one decision.</summary>
        /// <param name="dt">Length of the decision, s.</param>
        /// <param name="choose">1: the next axis, -1: the one before; counts once until let go.</param>
        /// <param name="turn">How fast to turn the chosen axis, from -1 to 1.</param>
        /// <param name="neutral">All axes back to neutral.</param>
        public void Hold(double dt, int choose, double turn, bool neutral)
        {
            if (choose != 0 && !m_ChoosesStill)
            {
                Selected = (Selected + choose + m_Actions.Length) % m_Actions.Length;
            }
            m_ChoosesStill = choose != 0;
            double action = m_Actions[Selected] + k_Rate * turn * dt;
            m_Actions[Selected] = Math.Min(Math.Max(action, -1.0), 1.0);
            if (neutral)
            {
                Neutral();
            }
        }

        void Neutral()
        {
            for (int index = 0; index < m_Actions.Length; index++)
            {
                m_Actions[index] = m_Rest;
            }
        }
    }
}
