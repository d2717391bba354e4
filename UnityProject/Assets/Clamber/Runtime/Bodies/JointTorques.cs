using System;
using Clamber.Core;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>Turns joints by torques: on the link that an axis moves, and against it on the link's parent.</summary>
    public sealed class JointTorques
    {
        readonly BodySpec m_Body;
        readonly Transform m_Lane;
        readonly Kinematics m_Kinematics;
        readonly int[] m_LinkOf;
        readonly ArticulationBody[] m_Links;
        readonly ArticulationBody[] m_Parents;
        readonly Vector3[] m_Directions;
        bool m_JustReset;

        /// <summary>For a body on a lane, its links in the body's order.</summary>
        public JointTorques(BodySpec body, Transform lane, ArticulationBody[] links)
        {
            m_Body = body;
            m_Lane = lane;
            m_Kinematics = new Kinematics(body);
            m_LinkOf = Array.ConvertAll(
                body.Axes, axis => Array.FindIndex(body.Links, link => link.Name == axis.Link));
            m_Links = Array.ConvertAll(m_LinkOf, link => links[link]);
            m_Parents = Array.ConvertAll(m_LinkOf, link => links[m_Kinematics.ParentOf(link)]);
            m_Directions = Array.ConvertAll(body.Axes, axis => Frames.TurnToUnity(axis.Direction));
        }

        /// <summary>Takes in a pose that transforms follow with the next physics step only.</summary>
        public void Reset(Vector3d position, Quaterniond rotation, double[] joints)
        {
            m_Kinematics.Pose(position, rotation, joints);
            m_JustReset = true;
        }

        /// <summary>Turns an axis by a torque, N m, in the next physics step.</summary>
        public void Turn(int axis, double torque)
        {
            Quaternion rotation = m_JustReset
                ? m_Lane.rotation * Frames.ToUnity(m_Kinematics.Rotations[m_LinkOf[axis]])
                : m_Links[axis].transform.rotation;
            Vector3 vector = rotation * m_Directions[axis] * (float)torque;
            m_Links[axis].AddTorque(vector, ForceMode.Force);
            m_Parents[axis].AddTorque(-vector, ForceMode.Force);
        }

        /// <summary>A physics step has been made: transforms are where the joints say.</summary>
        public void AfterStep()
        {
            m_JustReset = false;
        }

        /// <summary>Switches an axis' drive off, but for its limits.</summary>
        public ArticulationDrive WithoutDrive(int axis)
        {
            ArticulationDrive drive = m_Links[axis].xDrive;
            drive.stiffness = 0f;
            drive.damping = 0f;
            drive.forceLimit = float.MaxValue;
            drive.target = (float)m_Body.Axes[axis].NeutralDeg;
            m_Links[axis].xDrive = drive;
            return drive;
        }
    }
}
