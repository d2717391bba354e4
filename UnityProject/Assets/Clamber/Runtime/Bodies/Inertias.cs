using System;
using Clamber.Core;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>Inertia as Unity takes it.</summary>
    public static class Inertias
    {
        /// <summary>
        /// The least moment that a body is given, kg m^2. Unity refuses an inertia with one of a millionth or less and
        /// keeps the one before, at first that of a boulder; a small robot's leg has less about its own length.
        /// </summary>
        public const double Least = 1.1e-6;

        /// <summary>Moments about the principal axes, in Unity's order of axes.</summary>
        /// <param name="moments">Of the link, kg m^2.</param>
        /// <param name="scale">Times as heavy as it is told.</param>
        public static Vector3 ToUnity(Vector3d moments, double scale = 1.0)
        {
            return Frames.SizeToUnity(new Vector3d(
                Math.Max(moments.X * scale, Least), Math.Max(moments.Y * scale, Least),
                Math.Max(moments.Z * scale, Least)));
        }
    }
}
