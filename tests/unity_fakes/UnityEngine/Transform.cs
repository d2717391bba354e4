using System.Collections.Generic;

namespace UnityEngine
{
    /// <summary>Poses only: Clamber scales meshes, never anything with children.</summary>
    public class Transform : Component
    {
        readonly List<Transform> m_Children = new List<Transform>();
        Transform m_Parent;

        public Transform()
        {
            localRotation = Quaternion.identity;
            localScale = Vector3.one;
        }

        public Vector3 localPosition { get; set; }

        public Quaternion localRotation { get; set; }

        public Vector3 localScale { get; set; }

        public Transform parent
        {
            get { return m_Parent; }
            set { SetParent(value, true); }
        }

        public int childCount
        {
            get { return m_Children.Count; }
        }

        public Vector3 position
        {
            get { return m_Parent == null ? localPosition : m_Parent.TransformPoint(localPosition); }
            set { localPosition = m_Parent == null ? value : m_Parent.InverseTransformPoint(value); }
        }

        public Quaternion rotation
        {
            get { return m_Parent == null ? localRotation : m_Parent.rotation * localRotation; }
            set { localRotation = m_Parent == null ? value : Quaternion.Inverse(m_Parent.rotation) * value; }
        }

        public Transform GetChild(int index)
        {
            return m_Children[index];
        }

        public void SetParent(Transform p, bool worldPositionStays)
        {
            Vector3 worldPosition = position;
            Quaternion worldRotation = rotation;
            if (m_Parent != null)
            {
                m_Parent.m_Children.Remove(this);
            }
            m_Parent = p;
            if (p != null)
            {
                p.m_Children.Add(this);
            }
            if (worldPositionStays)
            {
                position = worldPosition;
                rotation = worldRotation;
            }
        }

        public void SetPositionAndRotation(Vector3 position, Quaternion rotation)
        {
            this.position = position;
            this.rotation = rotation;
        }

        public void SetLocalPositionAndRotation(Vector3 localPosition, Quaternion localRotation)
        {
            this.localPosition = localPosition;
            this.localRotation = localRotation;
        }

        public Vector3 TransformPoint(Vector3 position)
        {
            return this.position + rotation * position;
        }

        public Vector3 InverseTransformPoint(Vector3 position)
        {
            return Quaternion.Inverse(rotation) * (position - this.position);
        }

        public Vector3 TransformDirection(Vector3 direction)
        {
            return rotation * direction;
        }

        public Vector3 InverseTransformDirection(Vector3 direction)
        {
            return Quaternion.Inverse(rotation) * direction;
        }
    }
}
