using System.Collections.Generic;
using Clamber.Core;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>
    /// Builds a creature as a hierarchy of ArticulationBodies: one per link, joined at the link's own origin, masses
    /// and inertias as Core works them out, drives in the units that Unity has.
    /// </summary>
    public sealed class ArticulationBuilder
    {
        /// <summary>
        /// Unity's drive stiffness and damping per unit of Clamber's, which are per radian: PhysX computes in radians,
        /// only targets and limits are in degrees.
        /// </summary>
        public const float DriveUnit = 1f;

        /// <summary>
        /// Unity's drive force limit per N m: taken to be a torque. PhysX can also be told to count it per step.
        /// </summary>
        public const float LimitUnit = 1f;

        // As in the engine that was matched against PhysX.
        const int k_PositionIterations = 8;
        const int k_MusclePositionIterations = 32;
        const int k_VelocityIterations = 1;
        const float k_NoSpeedLimit = 1e4f;

        // Mass of the two carriers that let a planar root slide, as a share of the body's.
        const double k_CarrierShare = 1e-4;
        const int k_Carriers = 3;
        // PhysX simulates so many bodies of an articulation.
        const int k_MostBodies = 64;

        readonly BodySpec m_Body;
        readonly PhysicsMaterial m_Material;
        readonly Material m_Look;
        readonly int m_Layer;
        readonly Dictionary<string, ArticulationBody> m_Links = new Dictionary<string, ArticulationBody>();
        readonly List<Vector3d> m_Moments = new List<Vector3d>();
        readonly List<ArticulationBody> m_Slides = new List<ArticulationBody>();

        ArticulationBuilder(BodySpec body, PhysicsMaterial material, Material look)
        {
            m_Body = body;
            m_Material = material;
            m_Look = look;
            m_Layer = body.SelfCollision ? Layers.CreatureSelfColliding : Layers.Creature;
        }

        /// <summary>What Unity would leave out of a body's physics, in one line, or null.</summary>
        public static string FirstProblem(BodySpec body)
        {
            int most = k_MostBodies - (body.Planar ? k_Carriers : 0);
            return body.Links.Length <= most ? null
                : "m_Links: a list of " + body.Links.Length + " is not allowed in Unity; it simulates at most " + most;
        }

        /// <summary>Builds a creature with its root at a lane's origin.</summary>
        /// <param name="body">The plan.</param>
        /// <param name="lane">The lane's frame; the creature becomes its child.</param>
        /// <param name="material">Of every collider.</param>
        /// <param name="look">What it looks like.</param>
        /// <param name="control">What it is driven by.</param>
        public static Creature Build(
            BodySpec body, Transform lane, PhysicsMaterial material, Material look,
            ControlMode control = ControlMode.DriveTarget)
        {
            return new ArticulationBuilder(body, material, look).Build(lane, control);
        }

        Creature Build(Transform lane, ControlMode control)
        {
            // Unity makes an articulation anew with every change of its joints; inactive, it waits until all is set.
            GameObject whole = new GameObject("Creature") { layer = m_Layer };
            whole.SetActive(false);
            whole.transform.SetParent(lane, false);
            Transform rootParent = m_Body.Planar ? BuildCarriers(whole.transform) : whole.transform;
            foreach (Link link in m_Body.Links)
            {
                Transform parent = link.Parent.Length > 0 ? m_Links[link.Parent].transform : rootParent;
                m_Links[link.Name] = BuildLink(link, parent);
            }
            whole.SetActive(true);
            foreach (ArticulationBody made in whole.GetComponentsInChildren<ArticulationBody>())
            {
                SetSolver(made);
            }
            return new Creature(m_Body, lane, m_Links, m_Moments, m_Slides, control);
        }

        // A base fixed to the lane and two light links sliding on it, along the lane and upwards.
        Transform BuildCarriers(Transform lane)
        {
            double total = 0.0;
            foreach (Link link in m_Body.Links)
            {
                foreach (Shape shape in link.Shapes)
                {
                    total += shape.Mass;
                }
            }
            float mass = (float)(total * k_CarrierShare);
            ArticulationBody rail = NewBody("rail", lane, Vector3.zero);
            rail.immovable = true;
            ArticulationBody parent = rail;
            ArticulationBody along = BuildSlide("along", ref parent);
            ArticulationBody up = BuildSlide("up", ref parent);
            foreach (ArticulationBody made in new[] { rail, along, up })
            {
                made.useGravity = false;
                made.mass = mass;
                made.centerOfMass = Vector3.zero;
                made.inertiaTensor = Inertias.ToUnity(new Vector3d(mass, mass, mass));
                made.inertiaTensorRotation = Quaternion.identity;
            }
            return parent.transform;
        }

        ArticulationBody BuildSlide(string name, ref ArticulationBody parent)
        {
            bool along = name == "along";
            ArticulationBody slide = NewBody(name, parent.transform, Vector3.zero);
            slide.jointType = ArticulationJointType.PrismaticJoint;
            SetAnchors(slide, Vector3.zero, Quaternion.identity);
            slide.linearLockX = ArticulationDofLock.LockedMotion;
            slide.linearLockY = along ? ArticulationDofLock.LockedMotion : ArticulationDofLock.FreeMotion;
            slide.linearLockZ = along ? ArticulationDofLock.FreeMotion : ArticulationDofLock.LockedMotion;
            m_Slides.Add(slide);
            parent = slide;
            return slide;
        }

        ArticulationBody BuildLink(Link link, Transform parent)
        {
            bool root = link.Parent.Length == 0;
            Vector3 position = root ? Vector3.zero : Frames.ToUnity(link.Position);
            ArticulationBody made = NewBody(link.Name, parent, position);
            Axis axis = System.Array.Find(m_Body.Axes, candidate => candidate.Link == link.Name);
            if (axis != null)
            {
                BuildRevolute(made, axis.Direction, position);
                made.twistLock = ArticulationDofLock.LimitedMotion;
                made.xDrive = Drive(axis);
            }
            else if (root && m_Body.Planar)
            {
                BuildRevolute(made, new Vector3d(0.0, 1.0, 0.0), position);
                made.twistLock = ArticulationDofLock.FreeMotion;
            }
            else if (!root)
            {
                made.jointType = ArticulationJointType.FixedJoint;
                SetAnchors(made, position, Quaternion.identity);
            }
            MassProperties properties = new MassProperties(link);
            GiveMass(made, properties);
            m_Moments.Add(properties.Moments);
            for (int index = 0; index < link.Shapes.Length; index++)
            {
                if (link.Shapes[index].Collides)
                {
                    ShapeBuilder.Build(
                        link.Shapes[index], link.Name + " " + index, made.transform, m_Layer, m_Material);
                }
            }
            Show(made.gameObject, link);
            if (link.Foot || link.Fatal)
            {
                made.gameObject.AddComponent<LinkContact>();
            }
            return made;
        }

        void Show(GameObject made, Link link)
        {
            MeshDraft draft = new MeshDraft();
            foreach (Shape shape in link.Shapes)
            {
                draft.AddShape(shape);
            }
            made.AddComponent<MadeMesh>().Show(draft);
            made.GetComponent<MeshRenderer>().sharedMaterial = m_Look;
        }

        // Unity turns a revolute joint about its anchor's x axis.
        static void BuildRevolute(ArticulationBody made, Vector3d direction, Vector3 position)
        {
            made.jointType = ArticulationJointType.RevoluteJoint;
            SetAnchors(made, position, Quaternion.FromToRotation(Vector3.right, Frames.TurnToUnity(direction)));
        }

        static void SetAnchors(ArticulationBody made, Vector3 positionInParent, Quaternion rotation)
        {
            made.matchAnchors = false;
            made.anchorPosition = Vector3.zero;
            made.anchorRotation = rotation;
            made.parentAnchorPosition = positionInParent;
            made.parentAnchorRotation = rotation;
        }

        static ArticulationDrive Drive(Axis axis)
        {
            return new ArticulationDrive
            {
                driveType = ArticulationDriveType.Force,
                lowerLimit = (float)axis.RangeDeg.X,
                upperLimit = (float)axis.RangeDeg.Y,
                stiffness = (float)axis.Stiffness * DriveUnit,
                damping = (float)axis.Damping * DriveUnit,
                forceLimit = (float)axis.ForceLimit * LimitUnit,
                target = (float)axis.NeutralDeg,
            };
        }

        static void GiveMass(ArticulationBody made, MassProperties properties)
        {
            made.mass = (float)properties.Mass;
            made.centerOfMass = Frames.ToUnity(properties.Center);
            made.inertiaTensor = Inertias.ToUnity(properties.Moments);
            made.inertiaTensorRotation = Frames.ToUnity(properties.Rotation);
        }

        ArticulationBody NewBody(string name, Transform parent, Vector3 localPosition)
        {
            GameObject made = new GameObject(name) { layer = m_Layer };
            made.transform.SetParent(parent, false);
            made.transform.SetLocalPositionAndRotation(localPosition, Quaternion.identity);
            ArticulationBody body = made.AddComponent<ArticulationBody>();
            body.automaticCenterOfMass = false;
            body.automaticInertiaTensor = false;
            body.linearDamping = 0f;
            body.angularDamping = 0f;
            body.jointFriction = 0f;
            return body;
        }

        // What Unity does not serialize of an ArticulationBody: set before it is active, it may be lost.
        void SetSolver(ArticulationBody body)
        {
            body.maxJointVelocity = k_NoSpeedLimit;
            body.maxAngularVelocity = k_NoSpeedLimit;
            body.maxLinearVelocity = k_NoSpeedLimit;
            body.solverIterations = m_Body.Muscles.Length > 0 ? k_MusclePositionIterations : k_PositionIterations;
            body.solverVelocityIterations = k_VelocityIterations;
            body.sleepThreshold = 0f;
        }
    }
}
