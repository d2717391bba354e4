using System.Collections.Generic;
using System.IO;
using System.Linq;
using Clamber.Core;
using Clamber.Runtime;
using UnityEngine;

namespace Clamber.Runner
{
    /// <summary>
    /// Places one course after another on the same lane ("course|seed|difficulty") and prints the colliders that are in
    /// use and the triangles of mesh colliders, in Clamber's frame, the number of corners shown, and whether what is
    /// shown, and how many mesh colliders, have normals. "no graphics" takes the graphics away. "shape" prints the
    /// triangles of one solid of each kind, in Unity's.
    /// </summary>
    public sealed class MeshCommand
    {
        /// <summary>Runs the command.</summary>
        public static void Run(AssetLoader assets, TextReader input, TextWriter output)
        {
            GameObject lane = new GameObject("lane");
            CourseBuilder builder = lane.AddComponent<CourseBuilder>();
            builder.SetMaterial(new PhysicsMaterial("test"));
            string line;
            while ((line = input.ReadLine()) != null)
            {
                if (line == "shape")
                {
                    Shapes(output);
                    continue;
                }
                if (line == "no graphics")
                {
                    SystemInfo.UseNoGraphics();
                    continue;
                }
                string[] parts = line.Split('|');
                CourseSpec spec = assets.Load<CourseAsset>("Courses/" + parts[0] + ".asset").ToSpec();
                builder.Place(new CourseGenerator(spec).Generate(
                    ulong.Parse(parts[1]), double.Parse(parts[2], System.Globalization.CultureInfo.InvariantCulture),
                    0.5, 0.6));
                Mesh shown = lane.GetComponent<MeshFilter>().sharedMesh;
                output.WriteLine(
                    Record.Show(Used<BoxCollider>(lane).SelectMany(Box)) + "|"
                    + Record.Show(Used<SphereCollider>(lane).SelectMany(Sphere)) + "|"
                    + Record.Show(Used<MeshCollider>(lane).SelectMany(field => Corners(field.sharedMesh, true))) + "|"
                    + (shown == null ? 0 : shown.FilledTriangles.Count) + "|"
                    + (shown != null && shown.HasNormals ? 1 : 0) + " "
                    + Used<MeshCollider>(lane).Count(field => field.sharedMesh.HasNormals));
            }
        }

        static IEnumerable<T> Used<T>(GameObject lane) where T : Collider
        {
            return lane.GetComponents<T>().Where(c => c.enabled && c.sharedMaterial.name == "test");
        }

        static IEnumerable<double> Box(BoxCollider box)
        {
            Vector3d center = Frames.FromUnity(box.center);
            // Unity's x, y, z are Clamber's y, z, x.
            return new[]
            {
                center.X, center.Y, center.Z, 0.5 * box.size.z, 0.5 * box.size.x, 0.5 * box.size.y,
            };
        }

        static IEnumerable<double> Sphere(SphereCollider sphere)
        {
            Vector3d center = Frames.FromUnity(sphere.center);
            return new[] { center.X, center.Y, center.Z, sphere.radius };
        }

        // The corners of all triangles, nine numbers each.
        static IEnumerable<double> Corners(Mesh mesh, bool inClambersFrame)
        {
            foreach (int corner in mesh.FilledTriangles)
            {
                Vector3 v = mesh.FilledVertices[corner];
                Vector3d p = inClambersFrame ? Frames.FromUnity(v) : new Vector3d(v.x, v.y, v.z);
                yield return p.X;
                yield return p.Y;
                yield return p.Z;
            }
        }

        static void Shapes(TextWriter output)
        {
            Quaterniond turned = Quaterniond.AboutAxis(new Vector3d(0.6, 0.0, 0.8), 0.7);
            foreach (ShapeKind kind in new[] { ShapeKind.Box, ShapeKind.Capsule, ShapeKind.Sphere })
            {
                MeshDraft draft = new MeshDraft();
                draft.AddShape(new Shape
                {
                    Kind = kind,
                    Position = new Vector3d(1.0, 2.0, 3.0),
                    Rotation = turned,
                    Size = kind == ShapeKind.Box ? new Vector3d(0.2, 0.4, 0.6) : new Vector3d(0.2, 0.5, 0.0),
                });
                Mesh mesh = new Mesh();
                draft.Fill(mesh);
                output.WriteLine(Record.Show(Corners(mesh, false)));
            }
        }
    }
}
