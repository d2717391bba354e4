namespace Clamber.Core
{
    /// <summary>A position or direction in Clamber's frame: x forward, y left, z up, right-handed.</summary>
    public struct Vector3d
    {
        /// <summary>Forward.</summary>
        public double X;

        /// <summary>Left.</summary>
        public double Y;

        /// <summary>Up.</summary>
        public double Z;

        /// <summary>Makes one from its three numbers.</summary>
        public Vector3d(double x, double y, double z)
        {
            X = x;
            Y = y;
            Z = z;
        }

        /// <summary>The sum.</summary>
        public static Vector3d operator +(Vector3d a, Vector3d b)
        {
            return new Vector3d(a.X + b.X, a.Y + b.Y, a.Z + b.Z);
        }

        /// <summary>The difference.</summary>
        public static Vector3d operator -(Vector3d a, Vector3d b)
        {
            return new Vector3d(a.X - b.X, a.Y - b.Y, a.Z - b.Z);
        }

        /// <summary>A multiple.</summary>
        public static Vector3d operator *(double factor, Vector3d a)
        {
            return new Vector3d(factor * a.X, factor * a.Y, factor * a.Z);
        }

        /// <summary>The scalar product.</summary>
        public static double Dot(Vector3d a, Vector3d b)
        {
            return a.X * b.X + a.Y * b.Y + a.Z * b.Z;
        }

        /// <summary>The vector product.</summary>
        public static Vector3d Cross(Vector3d a, Vector3d b)
        {
            return new Vector3d(a.Y * b.Z - a.Z * b.Y, a.Z * b.X - a.X * b.Z, a.X * b.Y - a.Y * b.X);
        }
    }
}
