using System;
using Clamber.Core;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>
    /// Where a named sense lies in the observations; recorded for readers, checked against the code on load.
    /// </summary>
    [Serializable]
    public sealed class ObservationBlockData
    {
        [SerializeField, Tooltip("0 is proprioception (obs_0), 1 terrain (obs_1).")]
        [Min(0)]
        int m_Sensor;

        [SerializeField, Tooltip("The sense ('projected_gravity', 'joint_pos', 'height_scan', ...).")]
        string m_Name = "";

        [SerializeField, Tooltip("First index in the sensor's observation.")]
        [Min(0)]
        int m_Start;

        [SerializeField, Tooltip("Number of values.")]
        [Min(0)]
        int m_Size;

        /// <summary>0 is proprioception (obs_0), 1 terrain (obs_1).</summary>
        public int Sensor
        {
            get { return m_Sensor; }
        }

        /// <summary>The sense ("projected_gravity", "joint_pos", "height_scan", ...).</summary>
        public string Name
        {
            get { return m_Name; }
        }

        /// <summary>First index in the sensor's observation.</summary>
        public int Start
        {
            get { return m_Start; }
        }

        /// <summary>Number of values.</summary>
        public int Size
        {
            get { return m_Size; }
        }

        /// <summary>The same as Core's plain data.</summary>
        public ObservationBlock ToSpec()
        {
            return new ObservationBlock
            {
                Sensor = m_Sensor,
                Name = m_Name,
                Start = m_Start,
                Size = m_Size,
            };
        }
    }
}
