using System.Globalization;

namespace Clamber.Core
{
    /// <summary>Checks single fields against their limits and says what is wrong in Python's words.</summary>
    public static class FieldCheck
    {
        const double k_Rounding = 1e-6;

        /// <summary>What is wrong with a number in one line, or null.</summary>
        /// <param name="field">Where it is in the asset.</param>
        /// <param name="value">What it is.</param>
        /// <param name="least">The smallest that is allowed.</param>
        /// <param name="most">The largest that is allowed.</param>
        /// <param name="unit">Of all three, or nothing.</param>
        public static string Number(string field, double value, double least, double most, string unit = "")
        {
            // Written so that what is not a number is refused.
            if (value >= least - k_Rounding && value <= most + k_Rounding)
            {
                return null;
            }
            bool high = value > most;
            return field + ": " + Show(value) + " is not allowed; " + (high ? "at most " : "at least ")
                + Show(high ? most : least) + (unit.Length > 0 ? " " + unit : "");
        }

        /// <summary>What is wrong with a vector in one line, or null.</summary>
        public static string Vector(string field, Vector3d value, double least, double most, string unit = "")
        {
            return Number(field + ".x", value.X, least, most, unit)
                ?? Number(field + ".y", value.Y, least, most, unit)
                ?? Number(field + ".z", value.Z, least, most, unit);
        }

        /// <summary>What is wrong with a range in one line, or null.</summary>
        public static string Range(string field, Vector2d value, double least, double most, string unit = "")
        {
            return Number(field + ".x", value.X, least, most, unit)
                ?? Number(field + ".y", value.Y, least, most, unit)
                ?? (value.X <= value.Y ? null
                    : field + ": {x: " + Show(value.X) + ", y: " + Show(value.Y)
                        + "} is not allowed; x is the lower end and y the upper");
        }

        static string Show(double value)
        {
            return value.ToString("G6", CultureInfo.InvariantCulture);
        }
    }
}
