using System;

namespace UnityEngine
{
    public struct Quaternion
    {
        public float x;
        public float y;
        public float z;
        public float w;

        public Quaternion(float x, float y, float z, float w)
        {
            this.x = x;
            this.y = y;
            this.z = z;
            this.w = w;
        }

        public static Quaternion identity
        {
            get { return new Quaternion(0f, 0f, 0f, 1f); }
        }

        public Quaternion normalized
        {
            get
            {
                float length = (float)Math.Sqrt(x * x + y * y + z * z + w * w);
                return new Quaternion(x / length, y / length, z / length, w / length);
            }
        }

        public static Quaternion operator *(Quaternion lhs, Quaternion rhs)
        {
            return new Quaternion(
                lhs.w * rhs.x + lhs.x * rhs.w + lhs.y * rhs.z - lhs.z * rhs.y,
                lhs.w * rhs.y + lhs.y * rhs.w + lhs.z * rhs.x - lhs.x * rhs.z,
                lhs.w * rhs.z + lhs.z * rhs.w + lhs.x * rhs.y - lhs.y * rhs.x,
                lhs.w * rhs.w - lhs.x * rhs.x - lhs.y * rhs.y - lhs.z * rhs.z);
        }

        public static Vector3 operator *(Quaternion rotation, Vector3 point)
        {
            Vector3 vector = new Vector3(rotation.x, rotation.y, rotation.z);
            Vector3 twice = 2f * Vector3.Cross(vector, point);
            return point + rotation.w * twice + Vector3.Cross(vector, twice);
        }

        public static Quaternion Inverse(Quaternion rotation)
        {
            return new Quaternion(-rotation.x, -rotation.y, -rotation.z, rotation.w);
        }

        public static Quaternion AngleAxis(float angle, Vector3 axis)
        {
            double half = 0.5 * angle * Math.PI / 180.0;
            Vector3 unit = axis.normalized * (float)Math.Sin(half);
            return new Quaternion(unit.x, unit.y, unit.z, (float)Math.Cos(half));
        }

        public static Quaternion LookRotation(Vector3 forward, Vector3 upwards)
        {
            Vector3 z = forward.normalized;
            Vector3 x = Vector3.Cross(upwards, z).normalized;
            Quaternion level = FromToRotation(Vector3.right, x);
            return (FromToRotation(level * Vector3.forward, z) * level).normalized;
        }

        public static Quaternion FromToRotation(Vector3 fromDirection, Vector3 toDirection)
        {
            Vector3 from = fromDirection.normalized;
            Vector3 to = toDirection.normalized;
            float cosine = Vector3.Dot(from, to);
            if (cosine < -0.999999f)
            {
                Vector3 other = Math.Abs(from.x) > 0.9f ? Vector3.up : Vector3.right;
                return AngleAxis(180f, Vector3.Cross(from, other));
            }
            Vector3 cross = Vector3.Cross(from, to);
            return new Quaternion(cross.x, cross.y, cross.z, 1f + cosine).normalized;
        }
    }
}
