using Clamber.Core;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>Makes colliders of a body's shapes.</summary>
    public static class ShapeBuilder
    {
        // A capsule lies along z, which is Unity's y.
        const int k_AlongY = 1;

        /// <summary>Adds a shape's collider to a link, on a child object.</summary>
        public static GameObject Build(
            Shape shape, string name, Transform link, int layer, PhysicsMaterial material)
        {
            GameObject made = new GameObject(name) { layer = layer };
            made.transform.SetParent(link, false);
            made.transform.SetLocalPositionAndRotation(
                Frames.ToUnity(shape.Position), Frames.ToUnity(shape.Rotation.Normalized));
            AddCollider(shape, made).sharedMaterial = material;
            return made;
        }

        static Collider AddCollider(Shape shape, GameObject made)
        {
            switch (shape.Kind)
            {
                case ShapeKind.Box:
                    BoxCollider box = made.AddComponent<BoxCollider>();
                    box.size = Frames.SizeToUnity(shape.Size);
                    return box;
                case ShapeKind.Capsule:
                    CapsuleCollider capsule = made.AddComponent<CapsuleCollider>();
                    capsule.direction = k_AlongY;
                    capsule.radius = (float)shape.Size.X;
                    capsule.height = (float)(shape.Size.Y + 2.0 * shape.Size.X);
                    return capsule;
                default:
                    SphereCollider sphere = made.AddComponent<SphereCollider>();
                    sphere.radius = (float)shape.Size.X;
                    return sphere;
            }
        }
    }
}
