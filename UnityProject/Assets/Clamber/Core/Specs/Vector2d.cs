namespace Clamber.Core
{
    /// <summary>Two numbers; Clamber uses them for ranges: X is the lower end, Y the upper.</summary>
    public struct Vector2d
    {
        /// <summary>The lower end.</summary>
        public double X;

        /// <summary>The upper end.</summary>
        public double Y;

        /// <summary>Makes one from its two numbers.</summary>
        public Vector2d(double x, double y)
        {
            X = x;
            Y = y;
        }
    }
}
