using UnityEngine;

namespace Clamber.Game
{
    /// <summary>
    /// The racers' colours: seven of Okabe and Ito, which people with any colour vision tell apart, and near white.
    /// </summary>
    public static class RaceColors
    {
        static readonly Color[] s_Colors =
        {
            new Color(0.902f, 0.624f, 0f, 1f),
            new Color(0.337f, 0.706f, 0.914f, 1f),
            new Color(0f, 0.62f, 0.451f, 1f),
            new Color(0.941f, 0.894f, 0.259f, 1f),
            new Color(0f, 0.447f, 0.698f, 1f),
            new Color(0.835f, 0.369f, 0f, 1f),
            new Color(0.8f, 0.475f, 0.655f, 1f),
            new Color(0.93f, 0.93f, 0.93f, 1f),
        };

        /// <summary>A racer's colour.</summary>
        public static Color Of(int racer)
        {
            return s_Colors[racer % s_Colors.Length];
        }
    }
}
