namespace Clamber.Core
{
    /// <summary>The shapes every engine has.</summary>
    public enum ShapeKind
    {
        /// <summary>A box.</summary>
        Box = 0,

        /// <summary>A cylinder with round ends, along z.</summary>
        Capsule = 1,

        /// <summary>A sphere.</summary>
        Sphere = 2,
    }
}
