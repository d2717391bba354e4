using System.Collections.Generic;

namespace UnityEngine
{
    public enum ArticulationJointType
    {
        FixedJoint = 0,
        PrismaticJoint = 1,
        RevoluteJoint = 2,
        SphericalJoint = 3,
    }

    public enum ArticulationDofLock
    {
        LockedMotion = 0,
        LimitedMotion = 1,
        FreeMotion = 2,
    }

    public enum ArticulationDriveType
    {
        Force = 0,
        Acceleration = 1,
        Target = 2,
        Velocity = 3,
    }

    public struct ArticulationDrive
    {
        public float lowerLimit;
        public float upperLimit;
        public float stiffness;
        public float damping;
        public float forceLimit;
        public float target;
        public float targetVelocity;
        public ArticulationDriveType driveType;
    }

    public struct ArticulationReducedSpace
    {
        public int dofCount;
        float m_First;

        public ArticulationReducedSpace(float a)
        {
            m_First = a;
            dofCount = 1;
        }

        public float this[int i]
        {
            get
            {
                if (i < 0 || i >= dofCount)
                {
                    throw new System.IndexOutOfRangeException();
                }
                return m_First;
            }
        }
    }

    /// <summary>
    /// Forward kinematics without dynamics: a link's pose follows from its parent's, the two anchors and the joint's
    /// position. As in Unity, setting a joint or teleporting moves no transform until the next physics step.
    /// </summary>
    public class ArticulationBody : Behaviour
    {
        static readonly List<ArticulationBody> s_All = new List<ArticulationBody>();

        ArticulationReducedSpace m_Position;
        ArticulationReducedSpace m_Velocity;
        Vector3 m_RootPosition;
        Quaternion m_RootRotation;
        bool m_Teleported;
        Vector3 m_InertiaTensor = Vector3.one;
        float m_SleepThreshold = 0.005f;
        int m_SolverIterations = 6;
        int m_SolverVelocityIterations = 2;
        float m_MaxAngularVelocity = 100f;
        float m_MaxLinearVelocity = 100f;
        float m_MaxJointVelocity = 100f;

        public ArticulationBody()
        {
            anchorRotation = Quaternion.identity;
            parentAnchorRotation = Quaternion.identity;
            inertiaTensorRotation = Quaternion.identity;
            mass = 1f;
            useGravity = true;
            matchAnchors = true;
            automaticCenterOfMass = true;
            automaticInertiaTensor = true;
            linearDamping = 0.05f;
            angularDamping = 0.05f;
            jointFriction = 0.05f;
            s_All.Add(this);
        }

        public ArticulationJointType jointType { get; set; }

        public Vector3 anchorPosition { get; set; }

        public Vector3 parentAnchorPosition { get; set; }

        public Quaternion anchorRotation { get; set; }

        public Quaternion parentAnchorRotation { get; set; }

        public bool matchAnchors { get; set; }

        public ArticulationDofLock linearLockX { get; set; }

        public ArticulationDofLock linearLockY { get; set; }

        public ArticulationDofLock linearLockZ { get; set; }

        public ArticulationDofLock twistLock { get; set; }

        public ArticulationDrive xDrive { get; set; }

        public bool immovable { get; set; }

        public bool useGravity { get; set; }

        public float linearDamping { get; set; }

        public float angularDamping { get; set; }

        public float jointFriction { get; set; }

        public Vector3 linearVelocity { get; set; }

        public Vector3 angularVelocity { get; set; }

        public float mass { get; set; }

        public bool automaticCenterOfMass { get; set; }

        public Vector3 centerOfMass { get; set; }

        public Vector3 worldCenterOfMass
        {
            get { return transform.TransformPoint(centerOfMass); }
        }

        public bool automaticInertiaTensor { get; set; }

        /// <summary>Unity logs an inertia with a component that is too small, and keeps the one before.</summary>
        public Vector3 inertiaTensor
        {
            get { return m_InertiaTensor; }
            set
            {
                if (value.x <= 1e-6f || value.y <= 1e-6f || value.z <= 1e-6f)
                {
                    Debug.LogError("Inertia tensor must be larger than zero in all coordinates.");
                    return;
                }
                m_InertiaTensor = value;
            }
        }

        public Quaternion inertiaTensorRotation { get; set; }

        public float sleepThreshold
        {
            get { return m_SleepThreshold; }
            set { Keep(ref m_SleepThreshold, value); }
        }

        public int solverIterations
        {
            get { return m_SolverIterations; }
            set { Keep(ref m_SolverIterations, value); }
        }

        public int solverVelocityIterations
        {
            get { return m_SolverVelocityIterations; }
            set { Keep(ref m_SolverVelocityIterations, value); }
        }

        public float maxAngularVelocity
        {
            get { return m_MaxAngularVelocity; }
            set { Keep(ref m_MaxAngularVelocity, value); }
        }

        public float maxLinearVelocity
        {
            get { return m_MaxLinearVelocity; }
            set { Keep(ref m_MaxLinearVelocity, value); }
        }

        public float maxJointVelocity
        {
            get { return m_MaxJointVelocity; }
            set { Keep(ref m_MaxJointVelocity, value); }
        }

        public int dofCount
        {
            get { return isRoot || jointType == ArticulationJointType.FixedJoint ? 0 : 1; }
        }

        public bool isRoot
        {
            get { return Parent == null; }
        }

        public ArticulationReducedSpace jointPosition
        {
            get { return m_Position.dofCount > 0 ? m_Position : new ArticulationReducedSpace(0f); }
            set { m_Position = value; }
        }

        public ArticulationReducedSpace jointVelocity
        {
            get { return m_Velocity.dofCount > 0 ? m_Velocity : new ArticulationReducedSpace(0f); }
            set { m_Velocity = value; }
        }

        // Unity serializes none of these: what is set while there is nothing in the physics may be lost, so it is here.
        void Keep<T>(ref T kept, T value)
        {
            if (gameObject.activeInHierarchy)
            {
                kept = value;
            }
        }

        ArticulationBody Parent
        {
            get
            {
                Transform parent = transform.parent;
                return parent == null ? null : parent.gameObject.transform.GetComponentInParent<ArticulationBody>();
            }
        }

        public void TeleportRoot(Vector3 position, Quaternion rotation)
        {
            m_RootPosition = position;
            m_RootRotation = rotation;
            m_Teleported = true;
        }

        /// <summary>Not Unity's: the sum of the torques added since the last physics step.</summary>
        public Vector3 AddedTorque { get; private set; }

        public void AddTorque(Vector3 torque, ForceMode mode)
        {
            if (mode == ForceMode.Force)
            {
                AddedTorque += torque;
            }
        }

        public void AddForce(Vector3 force, ForceMode mode)
        {
            if (mode == ForceMode.Acceleration)
            {
                linearVelocity += force * Time.fixedDeltaTime;
            }
        }

        /// <summary>
        /// Moves the transforms of every articulation to where its joints say; what a physics step does.
        /// </summary>
        internal static void MoveAll()
        {
            s_All.RemoveAll(body => body.IsDestroyed);
            foreach (ArticulationBody body in s_All)
            {
                body.AddedTorque = Vector3.zero;
                if (body.isRoot)
                {
                    body.Move();
                }
            }
        }

        void Move()
        {
            ArticulationBody parent = Parent;
            if (parent != null)
            {
                Quaternion frame = parent.transform.rotation * parentAnchorRotation;
                Vector3 origin = parent.transform.TransformPoint(parentAnchorPosition) + frame * JointTranslation();
                Quaternion turned = frame * JointRotation() * Quaternion.Inverse(anchorRotation);
                transform.SetPositionAndRotation(origin - turned * anchorPosition, turned.normalized);
            }
            else if (m_Teleported)
            {
                transform.SetPositionAndRotation(m_RootPosition, m_RootRotation);
                m_Teleported = false;
            }
            MoveBelow(transform);
        }

        static void MoveBelow(Transform above)
        {
            for (int index = 0; index < above.childCount; index++)
            {
                ArticulationBody body = above.GetChild(index).gameObject.GetComponent<ArticulationBody>();
                if (body != null)
                {
                    body.Move();
                }
                else
                {
                    MoveBelow(above.GetChild(index));
                }
            }
        }

        Vector3 JointTranslation()
        {
            if (jointType != ArticulationJointType.PrismaticJoint)
            {
                return Vector3.zero;
            }
            Vector3 axis = linearLockX != ArticulationDofLock.LockedMotion ? Vector3.right
                : linearLockY != ArticulationDofLock.LockedMotion ? Vector3.up : Vector3.forward;
            return axis * jointPosition[0];
        }

        Quaternion JointRotation()
        {
            return jointType == ArticulationJointType.RevoluteJoint
                ? Quaternion.AngleAxis(jointPosition[0] * 57.29577951308232f, Vector3.right)
                : Quaternion.identity;
        }
    }
}
