using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>Notices whether a link touches the course. Unity reports contacts after each physics step.</summary>
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
            m_Touched |= collision.collider.gameObject.layer == Layers.Course;
        }
    }
}
