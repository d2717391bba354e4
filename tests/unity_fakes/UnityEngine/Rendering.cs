using System.Collections.Generic;

namespace UnityEngine
{
    public class Material : Object
    {
    }

    public class Mesh : Object
    {
        public readonly List<Vector3> FilledVertices = new List<Vector3>();
        public readonly List<int> FilledTriangles = new List<int>();

        public Rendering.IndexFormat indexFormat { get; set; }

        public void Clear()
        {
            FilledVertices.Clear();
            FilledTriangles.Clear();
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
        }

        public void RecalculateBounds()
        {
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
    public enum IndexFormat
    {
        UInt16 = 0,
        UInt32 = 1,
    }
}
