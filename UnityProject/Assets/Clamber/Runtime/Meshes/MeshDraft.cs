using System;
using System.Collections.Generic;
using Clamber.Core;
using UnityEngine;
using UnityEngine.Rendering;

namespace Clamber.Runtime
{
    /// <summary>Triangles of courses and creatures, put together in Clamber's frame and kept in Unity's.</summary>
    public sealed class MeshDraft
    {
        const int k_Meridians = 16;
        const int k_Parallels = 4;

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
        public void AddBox(Vector3d center, Quaterniond rotation, Vector3d halfSize)
        {
            for (int face = 0; face < 6; face++)
            {
                int first = m_Vertices.Count;
                for (int index = 0; index < 4; index++)
                {
                    int corner = s_Faces[4 * face + index];
                    AddVertex(center + rotation.Rotate(new Vector3d(
                        (corner & 1) != 0 ? halfSize.X : -halfSize.X,
                        (corner & 2) != 0 ? halfSize.Y : -halfSize.Y,
                        (corner & 4) != 0 ? halfSize.Z : -halfSize.Z)));
                }
                AddTriangle(first, first + 1, first + 2);
                AddTriangle(first, first + 2, first + 3);
            }
        }

        /// <summary>Adds a sphere.</summary>
        public void AddSphere(Vector3d center, double radius)
        {
            AddCapsule(center, Quaterniond.Identity, radius, 0.0);
        }

        /// <summary>Adds a cylinder along z between two half balls.</summary>
        /// <param name="center">m.</param>
        /// <param name="rotation">From the capsule's frame.</param>
        /// <param name="radius">m.</param>
        /// <param name="length">Of the cylinder, m.</param>
        public void AddCapsule(Vector3d center, Quaterniond rotation, double radius, double length)
        {
            int first = m_Vertices.Count;
            // The equator is there twice, once for each half.
            for (int parallel = 0; parallel <= 2 * k_Parallels + 1; parallel++)
            {
                bool upper = parallel > k_Parallels;
                int step = upper ? parallel - 1 : parallel;
                double latitude = 0.5 * Math.PI * ((double)step / k_Parallels - 1.0);
                double z = radius * Math.Sin(latitude) + (upper ? 0.5 : -0.5) * length;
                for (int meridian = 0; meridian <= k_Meridians; meridian++)
                {
                    double longitude = 2.0 * Math.PI * meridian / k_Meridians;
                    AddVertex(center + rotation.Rotate(new Vector3d(
                        radius * Math.Cos(latitude) * Math.Cos(longitude),
                        radius * Math.Cos(latitude) * Math.Sin(longitude), z)));
                }
            }
            for (int parallel = 0; parallel <= 2 * k_Parallels; parallel++)
            {
                for (int meridian = 0; meridian < k_Meridians; meridian++)
                {
                    int corner = first + parallel * (k_Meridians + 1) + meridian;
                    AddTriangle(corner, corner + 1, corner + k_Meridians + 2);
                    AddTriangle(corner, corner + k_Meridians + 2, corner + k_Meridians + 1);
                }
            }
        }

        /// <summary>Adds a solid of a body, placed in its link's frame.</summary>
        public void AddShape(Shape shape)
        {
            Quaterniond rotation = shape.Rotation.Normalized;
            switch (shape.Kind)
            {
                case ShapeKind.Box:
                    AddBox(shape.Position, rotation, 0.5 * shape.Size);
                    break;
                case ShapeKind.Capsule:
                    AddCapsule(shape.Position, rotation, shape.Size.X, shape.Size.Y);
                    break;
                default:
                    AddSphere(shape.Position, shape.Size.X);
                    break;
            }
        }

        /// <summary>Adds everything of a course.</summary>
        public void AddCourse(Course course)
        {
            foreach (CourseBox box in course.Boxes)
            {
                AddBox(box.Center, Quaterniond.Identity, box.HalfSize);
            }
            foreach (CourseSphere sphere in course.Spheres)
            {
                AddSphere(new Vector3d(sphere.X, sphere.Y, sphere.Z), sphere.Radius);
            }
            foreach (HeightField field in course.HeightFields)
            {
                AddField(field);
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
        /// <param name="mesh">What is filled.</param>
        /// <param name="seen">Whether it is looked at; a collider's needs no normals.</param>
        public void Fill(Mesh mesh, bool seen = true)
        {
            mesh.Clear();
            mesh.indexFormat = IndexFormat.UInt32;
            mesh.SetVertices(m_Vertices);
            mesh.SetTriangles(m_Triangles, 0);
            if (seen)
            {
                mesh.RecalculateNormals();
            }
            mesh.RecalculateBounds();
        }

        void AddVertex(Vector3d position)
        {
            m_Vertices.Add(Frames.ToUnity(position));
        }

        // Takes corners counterclockwise seen from outside; Unity wants them clockwise.
        void AddTriangle(int a, int b, int c)
        {
            m_Triangles.Add(a);
            m_Triangles.Add(c);
            m_Triangles.Add(b);
        }
    }
}
