using Clamber.Core;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>
    /// The only place that converts between Clamber's frame (x forward, y left, z up, right-handed) and Unity's (z
    /// forward, x right, y up, left-handed).
    /// </summary>
    public static class Frames
    {
        /// <summary>Degrees in a radian.</summary>
        public const double DegreesPerRadian = 180.0 / System.Math.PI;

        /// <summary>A position, direction or velocity in Unity's frame.</summary>
        public static Vector3 ToUnity(Vector3d v)
        {
            return new Vector3((float)-v.Y, (float)v.Z, (float)v.X);
        }

        /// <summary>A rotation in Unity's frame.</summary>
        public static Quaternion ToUnity(Quaterniond q)
        {
            return new Quaternion((float)q.Y, (float)-q.Z, (float)-q.X, (float)q.W);
        }

        /// <summary>
        /// A vector to turn about, such as an axis or an angular velocity, in Unity's frame: mirrored once more, so
        /// that turns about it count the same way in both.
        /// </summary>
        public static Vector3 TurnToUnity(Vector3d v)
        {
            return -ToUnity(v);
        }

        /// <summary>The edges of a box along Unity's axes.</summary>
        public static Vector3 SizeToUnity(Vector3d size)
        {
            return new Vector3((float)size.Y, (float)size.Z, (float)size.X);
        }

        /// <summary>A position, direction or velocity in Clamber's frame.</summary>
        public static Vector3d FromUnity(Vector3 v)
        {
            return new Vector3d(v.z, -v.x, v.y);
        }

        /// <summary>A rotation in Clamber's frame.</summary>
        public static Quaterniond FromUnity(Quaternion q)
        {
            return new Quaterniond(q.w, -q.z, q.x, -q.y);
        }

        /// <summary>An axis or angular velocity in Clamber's frame.</summary>
        public static Vector3d TurnFromUnity(Vector3 v)
        {
            return FromUnity(-v);
        }
    }
}
