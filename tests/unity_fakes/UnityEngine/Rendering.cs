using System.Collections.Generic;

namespace UnityEngine
{
    public class Material : Object
    {
        public Material(Material source)
        {
        }

        public Color color { get; set; }
    }

    /// <summary>A pinhole with a field of view of 90 degrees, so that a test can work it out.</summary>
    public sealed class Camera : Behaviour
    {
        public Vector3 WorldToScreenPoint(Vector3 position)
        {
            Vector3 seen = transform.InverseTransformPoint(position);
            float half = 0.5f * Screen.height;
            return new Vector3(
                0.5f * Screen.width + half * seen.x / seen.z, half + half * seen.y / seen.z, seen.z);
        }
    }

    public class Mesh : Object
    {
        public readonly List<Vector3> FilledVertices = new List<Vector3>();
        public readonly List<int> FilledTriangles = new List<int>();

        /// <summary>For tests: whether normals were worked out for what it holds.</summary>
        public bool HasNormals { get; private set; }

        public Mesh()
        {
            Count();
        }

        public Rendering.IndexFormat indexFormat { get; set; }

        public void Clear()
        {
            FilledVertices.Clear();
            FilledTriangles.Clear();
            HasNormals = false;
        }

        public void SetVertices(List<Vector3> inVertices)
        {
            FilledVertices.AddRange(inVertices);
        }

        public void SetTriangles(List<int> triangles, int submesh)
        {
            FilledTriangles.AddRange(triangles);
        }

        public void RecalculateNormals()
        {
            HasNormals = true;
        }

        public void RecalculateBounds()
        {
        }
    }

    public static class SystemInfo
    {
        static SystemInfo()
        {
            graphicsDeviceType = Rendering.GraphicsDeviceType.OpenGLCore;
        }

        public static Rendering.GraphicsDeviceType graphicsDeviceType { get; private set; }

        /// <summary>For tests: a server, or -nographics.</summary>
        public static void UseNoGraphics()
        {
            graphicsDeviceType = Rendering.GraphicsDeviceType.Null;
        }
    }

    public class MeshFilter : Component
    {
        public Mesh sharedMesh { get; set; }
    }

    public class Renderer : Component
    {
        public Material sharedMaterial { get; set; }
    }

    public class MeshRenderer : Renderer
    {
    }
}

namespace UnityEngine.Rendering
{
    public enum GraphicsDeviceType
    {
        Null = 4,
        OpenGLCore = 17,
    }

    public enum IndexFormat
    {
        UInt16 = 0,
        UInt32 = 1,
    }
}
