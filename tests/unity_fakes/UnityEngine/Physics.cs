using System.Collections.Generic;

namespace UnityEngine
{
    public enum ForceMode
    {
        Force = 0,
        Impulse = 1,
        VelocityChange = 2,
        Acceleration = 5,
    }

    public enum PhysicsMaterialCombine
    {
        Average = 0,
        Multiply = 1,
        Minimum = 2,
        Maximum = 3,
    }

    public class PhysicsMaterial : Object
    {
        public PhysicsMaterial(string name)
        {
            this.name = name;
            dynamicFriction = 0.6f;
            staticFriction = 0.6f;
            Count();
        }

        public float dynamicFriction { get; set; }

        public float staticFriction { get; set; }

        public PhysicsMaterialCombine frictionCombine { get; set; }
    }

    public class Collider : Component
    {
        public Collider()
        {
            enabled = true;
        }

        public bool enabled { get; set; }

        public PhysicsMaterial sharedMaterial { get; set; }
    }

    public class BoxCollider : Collider
    {
        public BoxCollider()
        {
            size = Vector3.one;
        }

        public Vector3 center { get; set; }

        public Vector3 size { get; set; }
    }

    public class SphereCollider : Collider
    {
        public Vector3 center { get; set; }

        public float radius { get; set; }
    }

    public class CapsuleCollider : Collider
    {
        public CapsuleCollider()
        {
            direction = 1;
        }

        public Vector3 center { get; set; }

        public float radius { get; set; }

        public float height { get; set; }

        public int direction { get; set; }
    }

    public class MeshCollider : Collider
    {
        public Mesh sharedMesh { get; set; }

        public bool convex { get; set; }
    }

    public class Collision
    {
        /// <summary>Not in Unity's class: what a test has happen.</summary>
        public Collision(Collider collider, Vector3 impulse)
        {
            this.collider = collider;
            this.impulse = impulse;
        }

        public Collider collider { get; private set; }

        public Vector3 impulse { get; private set; }
    }

    public enum SimulationMode
    {
        FixedUpdate = 0,
        Update = 1,
        Script = 2,
    }

    public static class Physics
    {
        static Vector3 s_Gravity = new Vector3(0f, -9.81f, 0f);

        public static Vector3 gravity
        {
            get { return s_Gravity; }
            set { s_Gravity = value; }
        }

        public static SimulationMode simulationMode { get; set; }

        /// <summary>Contacts of the next step: links, and what each touches. A test fills it.</summary>
        public static readonly List<KeyValuePair<GameObject, Collision>> Contacts =
            new List<KeyValuePair<GameObject, Collision>>();

        public static void Simulate(float step)
        {
            ArticulationBody.MoveAll();
            foreach (KeyValuePair<GameObject, Collision> contact in Contacts)
            {
                foreach (MonoBehaviour listener in contact.Key.GetComponents<MonoBehaviour>())
                {
                    GameObject.Send(listener, "OnCollisionStay", contact.Value);
                }
            }
        }
    }
}
