using System.Collections.Generic;
using Clamber.Core;
using UnityEngine;
using UnityEngine.Rendering;

namespace Clamber.Runtime
{
    /// <summary>
    /// Puts courses on a lane: box and sphere colliders from a pool, one mesh collider per height field, and one merged
    /// mesh to look at, if anybody can. A new course reuses what the last one had, so a reset makes no garbage but the
    /// meshes' arrays.
    /// </summary>
    [RequireComponent(typeof(MadeMesh))]
    [DisallowMultipleComponent]
    public sealed class CourseBuilder : MonoBehaviour
    {
        readonly List<BoxCollider> m_Boxes = new List<BoxCollider>();
        readonly List<SphereCollider> m_Spheres = new List<SphereCollider>();
        readonly List<MeshCollider> m_Fields = new List<MeshCollider>();
        readonly List<Mesh> m_Surfaces = new List<Mesh>();
        readonly MeshDraft m_Draft = new MeshDraft();
        PhysicsMaterial m_Material;

        /// <summary>The course that stands here, or null.</summary>
        public Course Course { get; private set; }

        /// <summary>Gives every collider a material, now and in future.</summary>
        public void SetMaterial(PhysicsMaterial material)
        {
            m_Material = material;
            foreach (Collider collider in GetComponents<Collider>())
            {
                collider.sharedMaterial = material;
            }
        }

        /// <summary>Replaces the course.</summary>
        public void Place(Course course)
        {
            if (Course == course)
            {
                return;
            }
            Course = course;
            PlaceBoxes(course.Boxes);
            PlaceSpheres(course.Spheres);
            PlaceFields(course.HeightFields);
            if (SystemInfo.graphicsDeviceType != GraphicsDeviceType.Null)
            {
                m_Draft.Clear();
                m_Draft.AddCourse(course);
                GetComponent<MadeMesh>().Show(m_Draft);
            }
        }

        void OnDestroy()
        {
            m_Surfaces.ForEach(Destroy);
        }

        void PlaceBoxes(CourseBox[] boxes)
        {
            Resize(m_Boxes, boxes.Length);
            for (int index = 0; index < boxes.Length; index++)
            {
                m_Boxes[index].center = Frames.ToUnity(boxes[index].Center);
                m_Boxes[index].size = 2f * Frames.SizeToUnity(boxes[index].HalfSize);
            }
        }

        void PlaceSpheres(CourseSphere[] spheres)
        {
            Resize(m_Spheres, spheres.Length);
            for (int index = 0; index < spheres.Length; index++)
            {
                CourseSphere sphere = spheres[index];
                m_Spheres[index].center = Frames.ToUnity(new Vector3d(sphere.X, sphere.Y, sphere.Z));
                m_Spheres[index].radius = (float)sphere.Radius;
            }
        }

        void PlaceFields(HeightField[] fields)
        {
            Resize(m_Fields, fields.Length);
            while (m_Surfaces.Count < fields.Length)
            {
                m_Surfaces.Add(new Mesh { name = "Height field" });
            }
            for (int index = 0; index < fields.Length; index++)
            {
                m_Draft.Clear();
                m_Draft.AddField(fields[index]);
                m_Draft.Fill(m_Surfaces[index], false);
                // Unity cooks a collision mesh when it is assigned, not when it changes; and a new mesh collider may
                // have taken what is shown here for its own.
                m_Fields[index].sharedMesh = null;
                m_Fields[index].sharedMesh = m_Surfaces[index];
            }
        }

        // Enables so many colliders of a pool, adding what it lacks.
        void Resize<T>(List<T> pool, int count) where T : Collider
        {
            while (pool.Count < count)
            {
                T made = gameObject.AddComponent<T>();
                made.sharedMaterial = m_Material;
                pool.Add(made);
            }
            for (int index = 0; index < pool.Count; index++)
            {
                pool[index].enabled = index < count;
            }
        }
    }
}
