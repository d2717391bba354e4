namespace UnityEngine
{
    public enum CollisionDetectionMode
    {
        Discrete = 0,
        Continuous = 1,
        ContinuousDynamic = 2,
        ContinuousSpeculative = 3,
    }

    public enum PrimitiveType
    {
        Sphere = 0,
    }

    /// <summary>What it is told; it does not move.</summary>
    public class Rigidbody : Component
    {
        public float mass { get; set; }

        public Vector3 linearVelocity { get; set; }

        public Vector3 angularVelocity { get; set; }

        public CollisionDetectionMode collisionDetectionMode { get; set; }
    }
}
