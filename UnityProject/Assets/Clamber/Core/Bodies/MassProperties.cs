using System;

namespace Clamber.Core
{
    /// <summary>
    /// How a link resists being moved: worked out from its shapes, so that every engine gets the same numbers.
    /// </summary>
    public sealed class MassProperties
    {
        // A welded link without mass is nothing to MuJoCo; PhysX wants a little.
        const double k_LeastMass = 1e-6;
        const double k_LeastMoment = 1e-9;

        /// <summary>Adds up the shapes of a link.</summary>
        public MassProperties(Link link)
        {
            double mass = 0.0;
            Vector3d moment = new Vector3d(0.0, 0.0, 0.0);
            foreach (Shape shape in link.Shapes)
            {
                mass += shape.Mass;
                moment = moment + shape.Mass * shape.Position;
            }
            Vector3d center = mass > 0.0 ? (1.0 / mass) * moment : moment;
            double[,] inertia = new double[3, 3];
            foreach (Shape shape in link.Shapes)
            {
                AddShape(inertia, shape, shape.Position - center);
            }
            PrincipalAxes axes = new PrincipalAxes(inertia);
            Mass = Math.Max(mass, k_LeastMass);
            Center = center;
            Rotation = axes.Rotation;
            Moments = new Vector3d(
                Math.Max(axes.Moments.X, k_LeastMoment),
                Math.Max(axes.Moments.Y, k_LeastMoment),
                Math.Max(axes.Moments.Z, k_LeastMoment));
        }

        /// <summary>kg.</summary>
        public double Mass { get; private set; }

        /// <summary>Centre of mass in the link's frame, m.</summary>
        public Vector3d Center { get; private set; }

        /// <summary>Principal moments of inertia about the centre of mass, kg m^2.</summary>
        public Vector3d Moments { get; private set; }

        /// <summary>From the principal axes to the link's frame.</summary>
        public Quaterniond Rotation { get; private set; }

        /// <summary>Inertia of a uniform solid about its centre along its own axes, kg m^2.</summary>
        public static Vector3d ShapeMoments(Shape shape)
        {
            double mass = shape.Mass;
            Vector3d size = shape.Size;
            if (shape.Kind == ShapeKind.Box)
            {
                double x = size.X * size.X, y = size.Y * size.Y, z = size.Z * size.Z;
                return mass / 12.0 * new Vector3d(y + z, x + z, x + y);
            }
            double radius = size.X;
            if (shape.Kind == ShapeKind.Sphere)
            {
                return 0.4 * mass * radius * radius * new Vector3d(1.0, 1.0, 1.0);
            }
            // A capsule: a cylinder and two half balls, each moved out to its end (Steiner).
            double length = size.Y;
            double cylinderVolume = Math.PI * radius * radius * length;
            double ballVolume = 4.0 / 3.0 * Math.PI * radius * radius * radius;
            double cylinder = mass * cylinderVolume / (cylinderVolume + ballVolume);
            double ball = mass - cylinder;
            double across = cylinder * (length * length / 12.0 + radius * radius / 4.0)
                + ball * (0.4 * radius * radius + length * length / 4.0 + 3.0 / 8.0 * radius * length);
            double along = cylinder * radius * radius / 2.0 + ball * 0.4 * radius * radius;
            return new Vector3d(across, across, along);
        }

        static void AddShape(double[,] inertia, Shape shape, Vector3d offset)
        {
            Quaterniond turn = shape.Rotation.Normalized;
            Vector3d moments = ShapeMoments(shape);
            AddOuter(inertia, turn.Rotate(new Vector3d(1.0, 0.0, 0.0)), moments.X);
            AddOuter(inertia, turn.Rotate(new Vector3d(0.0, 1.0, 0.0)), moments.Y);
            AddOuter(inertia, turn.Rotate(new Vector3d(0.0, 0.0, 1.0)), moments.Z);
            double square = Vector3d.Dot(offset, offset);
            AddOuter(inertia, offset, -shape.Mass);
            for (int axis = 0; axis < 3; axis++)
            {
                inertia[axis, axis] += shape.Mass * square;
            }
        }

        static void AddOuter(double[,] matrix, Vector3d v, double factor)
        {
            double[] values = { v.X, v.Y, v.Z };
            for (int row = 0; row < 3; row++)
            {
                for (int column = 0; column < 3; column++)
                {
                    matrix[row, column] += factor * values[row] * values[column];
                }
            }
        }
    }
}
