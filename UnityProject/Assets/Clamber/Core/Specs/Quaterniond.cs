using System;

namespace Clamber.Core
{
    /// <summary>A rotation in Clamber's frame as a unit quaternion.</summary>
    public struct Quaterniond
    {
        /// <summary>The scalar part.</summary>
        public double W;

        /// <summary>The vector part, forward.</summary>
        public double X;

        /// <summary>The vector part, left.</summary>
        public double Y;

        /// <summary>The vector part, up.</summary>
        public double Z;

        /// <summary>Makes one from its four numbers, scalar part first.</summary>
        public Quaterniond(double w, double x, double y, double z)
        {
            W = w;
            X = x;
            Y = y;
            Z = z;
        }

        /// <summary>No rotation.</summary>
        public static Quaterniond Identity
        {
            get { return new Quaterniond(1.0, 0.0, 0.0, 0.0); }
        }

        /// <summary>A turn by an angle (rad) about a unit vector.</summary>
        public static Quaterniond AboutAxis(Vector3d axis, double angle)
        {
            double sine = Math.Sin(0.5 * angle);
            return new Quaterniond(Math.Cos(0.5 * angle), sine * axis.X, sine * axis.Y, sine * axis.Z);
        }

        /// <summary>The rotation that turns by <paramref name="b"/> first and then by <paramref name="a"/>.</summary>
        public static Quaterniond operator *(Quaterniond a, Quaterniond b)
        {
            return new Quaterniond(
                a.W * b.W - a.X * b.X - a.Y * b.Y - a.Z * b.Z,
                a.W * b.X + a.X * b.W + a.Y * b.Z - a.Z * b.Y,
                a.W * b.Y - a.X * b.Z + a.Y * b.W + a.Z * b.X,
                a.W * b.Z + a.X * b.Y - a.Y * b.X + a.Z * b.W);
        }

        /// <summary>The vector turned by the rotation.</summary>
        public Vector3d Rotate(Vector3d v)
        {
            Vector3d axis = new Vector3d(X, Y, Z);
            Vector3d twice = 2.0 * Vector3d.Cross(axis, v);
            return v + W * twice + Vector3d.Cross(axis, twice);
        }

        /// <summary>The opposite rotation.</summary>
        public Quaterniond Inverse
        {
            get { return new Quaterniond(W, -X, -Y, -Z); }
        }

        /// <summary>The same rotation with its length made one.</summary>
        public Quaterniond Normalized
        {
            get
            {
                double length = Math.Sqrt(W * W + X * X + Y * Y + Z * Z);
                return new Quaterniond(W / length, X / length, Y / length, Z / length);
            }
        }
    }
}
