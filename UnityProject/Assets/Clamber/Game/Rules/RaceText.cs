using System;
using System.Globalization;

namespace Clamber.Game
{
    /// <summary>Numbers as the screen shows them, the same in every language.</summary>
    public static class RaceText
    {
        /// <summary>A time, s, as 1:02.3.</summary>
        public static string Time(double seconds)
        {
            long tenths = (long)Math.Floor(10.0 * seconds + 1e-6);
            return Format("{0}:{1:00}.{2}", tenths / 600, tenths / 10 % 60, tenths % 10);
        }

        /// <summary>Metres as 12.3 m.</summary>
        public static string Metres(double metres)
        {
            return Format("{0:0.0} m", metres);
        }

        /// <summary>Metres per second as 1.50 m/s.</summary>
        public static string Speed(double speed)
        {
            // No minus in front of a zero.
            return Format("{0:0.00} m/s", Math.Abs(speed) < 0.005 ? 0.0 : speed);
        }

        /// <summary>A share as 45%.</summary>
        public static string Percent(double share)
        {
            return Format("{0:0}%", 100.0 * share);
        }

        /// <summary>A place as 1st, 2nd, 3rd, 4th; up to 20.</summary>
        public static string Place(int place)
        {
            return place + (place == 1 ? "st" : place == 2 ? "nd" : place == 3 ? "rd" : "th");
        }

        /// <summary>How often it fell, in words.</summary>
        public static string Falls(int falls)
        {
            return falls == 1 ? "1 fall" : falls + " falls";
        }

        static string Format(string format, params object[] values)
        {
            return string.Format(CultureInfo.InvariantCulture, format, values);
        }
    }
}
