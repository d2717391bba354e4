using System;
using System.Collections.Generic;
using Clamber.Core;
using UnityEngine;
using UnityEngine.Rendering;

namespace Clamber.Runtime
{
    /// <summary>Triangles of a course, in Unity's frame.</summary>
    public sealed class CourseMesh
    {
        const int k_Meridians = 16;
        const int k_Parallels = 8;

        // A box's corners by the signs of (x, y, z), and its six faces, seen from outside and counterclockwise in
        // Clamber's right-handed frame.
        static readonly int[] s_Faces =
        {
            1, 3, 7, 5, 2, 0, 4, 6, 3, 2, 6, 7, 0, 1, 5, 4, 4, 5, 7, 6, 2, 3, 1, 0,
        };

        readonly List<Vector3> m_Vertices = new List<Vector3>();
        readonly List<int> m_Triangles = new List<int>();

        /// <summary>The corners.</summary>
        public IList<Vector3> Vertices
        {
            get { return m_Vertices; }
        }

        /// <summary>Three corners' numbers per triangle, clockwise seen from outside, as Unity wants them.</summary>
        public IList<int> Triangles
        {
            get { return m_Triangles; }
        }

        /// <summary>Forgets everything.</summary>
        public void Clear()
        {
            m_Vertices.Clear();
            m_Triangles.Clear();
        }

        /// <summary>Adds a box, each face with corners of its own, so that edges look sharp.</summary>
        public void AddBox(CourseBox box)
        {
            for (int face = 0; face < 6; face++)
            {
                int first = m_Vertices.Count;
                for (int index = 0; index < 4; index++)
                {
                    int corner = s_Faces[4 * face + index];
                    Vector3d sign = new Vector3d(
                        (corner & 1) != 0 ? 1.0 : -1.0, (corner & 2) != 0 ? 1.0 : -1.0, (corner & 4) != 0 ? 1.0 : -1.0);
                    AddVertex(box.Center + new Vector3d(
                        sign.X * box.HalfSize.X, sign.Y * box.HalfSize.Y, sign.Z * box.HalfSize.Z));
                }
                AddTriangle(first, first + 1, first + 2);
                AddTriangle(first, first + 2, first + 3);
            }
        }

        /// <summary>Adds a sphere of meridians and parallels.</summary>
        public void AddSphere(CourseSphere sphere)
        {
            int first = m_Vertices.Count;
            for (int parallel = 0; parallel <= k_Parallels; parallel++)
            {
                double latitude = Math.PI * ((double)parallel / k_Parallels - 0.5);
                for (int meridian = 0; meridian <= k_Meridians; meridian++)
                {
                    double longitude = 2.0 * Math.PI * meridian / k_Meridians;
                    AddVertex(new Vector3d(
                        sphere.X + sphere.Radius * Math.Cos(latitude) * Math.Cos(longitude),
                        sphere.Y + sphere.Radius * Math.Cos(latitude) * Math.Sin(longitude),
                        sphere.Z + sphere.Radius * Math.Sin(latitude)));
                }
            }
            for (int parallel = 0; parallel < k_Parallels; parallel++)
            {
                for (int meridian = 0; meridian < k_Meridians; meridian++)
                {
                    int corner = first + parallel * (k_Meridians + 1) + meridian;
                    AddTriangle(corner, corner + 1, corner + k_Meridians + 2);
                    AddTriangle(corner, corner + k_Meridians + 2, corner + k_Meridians + 1);
                }
            }
        }

        /// <summary>
        /// Adds the surface of a height field; each cell is two triangles that share the diagonal from its corner of
        /// least x and y.
        /// </summary>
        public void AddField(HeightField field)
        {
            int first = m_Vertices.Count;
            for (int column = 0; column < field.Columns; column++)
            {
                for (int row = 0; row < field.Rows; row++)
                {
                    AddVertex(new Vector3d(
                        field.X + field.Dx * column, field.Y + field.Dy * row,
                        field.Heights[column * field.Rows + row]));
                }
            }
            for (int column = 0; column + 1 < field.Columns; column++)
            {
                for (int row = 0; row + 1 < field.Rows; row++)
                {
                    int corner = first + column * field.Rows + row;
                    AddTriangle(corner, corner + field.Rows, corner + field.Rows + 1);
                    AddTriangle(corner, corner + field.Rows + 1, corner + 1);
                }
            }
        }

        /// <summary>Puts everything into a mesh, replacing what it held.</summary>
        public void Fill(Mesh mesh)
        {
            mesh.Clear();
            mesh.indexFormat = IndexFormat.UInt32;
            mesh.SetVertices(m_Vertices);
            mesh.SetTriangles(m_Triangles, 0);
            mesh.RecalculateNormals();
            mesh.RecalculateBounds();
        }

        void AddVertex(Vector3d position)
        {
            m_Vertices.Add(Frames.ToUnity(position));
        }

        // Takes corners counterclockwise in Clamber's frame, which the mirror makes clockwise in Unity's.
        void AddTriangle(int a, int b, int c)
        {
            m_Triangles.Add(a);
            m_Triangles.Add(b);
            m_Triangles.Add(c);
        }
    }
}
