using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>Notices whether a link presses on the course. Unity reports contacts after each physics step.</summary>
    /// <remarks>
    /// It reports a pair as soon as the gap between the two is less than their contact offsets, so what is near without
    /// touching is told apart by its impulse, which is nothing.
    /// </remarks>
    [DisallowMultipleComponent]
    public sealed class LinkContact : MonoBehaviour
    {
        bool m_Touched;

        /// <summary>Whether the link touched the course since this was last called.</summary>
        public bool Take()
        {
            bool touched = m_Touched;
            m_Touched = false;
            return touched;
        }

        void OnCollisionEnter(Collision collision)
        {
            Note(collision);
        }

        void OnCollisionStay(Collision collision)
        {
            Note(collision);
        }

        void Note(Collision collision)
        {
            m_Touched |= collision.collider.gameObject.layer == Layers.Course && collision.impulse.sqrMagnitude > 0f;
        }
    }
}
