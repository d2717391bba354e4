using System;

namespace Clamber.Core
{
    /// <summary>The axes about which a rigid part turns freely, by Jacobi's rotations.</summary>
    public sealed class PrincipalAxes
    {
        const int k_Sweeps = 32;

        /// <summary>Diagonalises a symmetric inertia, which is not changed.</summary>
        public PrincipalAxes(double[,] inertia)
        {
            double[,] a = (double[,])inertia.Clone();
            Quaterniond rotation = Quaterniond.Identity;
            for (int sweep = 0; sweep < k_Sweeps; sweep++)
            {
                // The largest entry off the diagonal goes first.
                int p = Math.Abs(a[0, 1]) >= Math.Abs(a[1, 2]) && Math.Abs(a[0, 1]) >= Math.Abs(a[0, 2]) ? 0 : -1;
                p = p == 0 ? 0 : Math.Abs(a[1, 2]) >= Math.Abs(a[0, 2]) ? 1 : 2;
                int q = (p + 1) % 3;
                if (a[p, q] == 0.0)
                {
                    break;
                }
                double angle = 0.5 * Math.Atan2(2.0 * a[p, q], a[p, p] - a[q, q]);
                Turn(a, p, q, Math.Cos(angle), Math.Sin(angle));
                rotation = rotation * Quaterniond.AboutAxis(Unit((p + 2) % 3), angle);
            }
            Moments = new Vector3d(a[0, 0], a[1, 1], a[2, 2]);
            Rotation = rotation.Normalized;
        }

        /// <summary>Principal moments.</summary>
        public Vector3d Moments { get; private set; }

        /// <summary>From the principal axes to the frame of the inertia.</summary>
        public Quaterniond Rotation { get; private set; }

        static Vector3d Unit(int axis)
        {
            return new Vector3d(axis == 0 ? 1.0 : 0.0, axis == 1 ? 1.0 : 0.0, axis == 2 ? 1.0 : 0.0);
        }

        // a := R^T a R with R the turn that carries axis p towards axis q.
        static void Turn(double[,] a, int p, int q, double cosine, double sine)
        {
            for (int row = 0; row < 3; row++)
            {
                double ap = a[row, p];
                double aq = a[row, q];
                a[row, p] = cosine * ap + sine * aq;
                a[row, q] = cosine * aq - sine * ap;
            }
            for (int column = 0; column < 3; column++)
            {
                double ap = a[p, column];
                double aq = a[q, column];
                a[p, column] = cosine * ap + sine * aq;
                a[q, column] = cosine * aq - sine * ap;
            }
        }
    }
}
