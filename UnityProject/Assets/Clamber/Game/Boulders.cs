using Clamber.Core;
using Clamber.Runtime;
using UnityEngine;

namespace Clamber.Game
{
    /// <summary>Throws boulders; the oldest one is thrown again when all are in the scene.</summary>
    [DisallowMultipleComponent]
    public sealed class Boulders : MonoBehaviour
    {
        const int k_Most = 24;

        [SerializeField, Tooltip("What boulders look like.")]
        Material m_Material;

        readonly Rigidbody[] m_Pool = new Rigidbody[k_Most];
        int m_Next;

        /// <summary>Boulders that are in the scene, or have been.</summary>
        public Rigidbody[] Pool
        {
            get { return m_Pool; }
        }

        /// <summary>Throws a boulder at a racer.</summary>
        /// <param name="from">Where it leaves, m, in Clamber's frame.</param>
        /// <param name="racer">Whom it is to meet.</param>
        public void Throw(Vector3d from, Racer racer)
        {
            Rigidbody boulder = Take();
            Measures measures = racer.Agent.Rules.Measures;
            Vector3d target = racer.Position;
            Vector3d way = target - from;
            double time = BoulderThrow.FlightTime(System.Math.Sqrt(Vector3d.Dot(way, way)));
            float diameter = (float)(2.0 * BoulderThrow.Radius(measures.LegLength));
            boulder.transform.localScale = new Vector3(diameter, diameter, diameter);
            boulder.transform.SetPositionAndRotation(Frames.ToUnity(from), Quaternion.identity);
            boulder.mass = (float)BoulderThrow.Mass(measures.Mass);
            boulder.gameObject.SetActive(true);
            boulder.angularVelocity = Vector3.zero;
            boulder.linearVelocity = Frames.ToUnity(
                BoulderThrow.Velocity(from, target, racer.Velocity, time, -Physics.gravity.y));
        }

        /// <summary>Takes all boulders away.</summary>
        public void Clear()
        {
            foreach (Rigidbody boulder in m_Pool)
            {
                if (boulder != null)
                {
                    boulder.gameObject.SetActive(false);
                }
            }
        }

        Rigidbody Take()
        {
            int index = m_Next;
            m_Next = (m_Next + 1) % k_Most;
            if (m_Pool[index] == null)
            {
                GameObject made = GameObject.CreatePrimitive(PrimitiveType.Sphere);
                made.name = "Boulder " + index;
                made.transform.SetParent(transform, false);
                made.GetComponent<MeshRenderer>().sharedMaterial = m_Material;
                m_Pool[index] = made.AddComponent<Rigidbody>();
                // Fast and small against a creature's links.
                m_Pool[index].collisionDetectionMode = CollisionDetectionMode.ContinuousDynamic;
            }
            m_Pool[index].gameObject.SetActive(false);
            return m_Pool[index];
        }
    }
}
