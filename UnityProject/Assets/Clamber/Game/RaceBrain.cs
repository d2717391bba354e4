using System;
using Clamber.Runtime;
using Unity.InferenceEngine;
using UnityEngine;

namespace Clamber.Game
{
    /// <summary>A brain that can be chosen for a race, and what it was trained for.</summary>
    [Serializable]
    public sealed class RaceBrain
    {
        [SerializeField, Tooltip("The model, from Assets/Clamber/Brains.")]
        ModelAsset m_Model;

        [SerializeField, Tooltip("The task that it was trained for: its body, its senses, the range of its actions.")]
        TaskAsset m_Task;

        /// <summary>The model.</summary>
        public ModelAsset Model
        {
            get { return m_Model; }
        }

        /// <summary>The task that it was trained for.</summary>
        public TaskAsset Task
        {
            get { return m_Task; }
        }

        /// <summary>One made by code.</summary>
        public static RaceBrain Of(ModelAsset model, TaskAsset task)
        {
            return new RaceBrain { m_Model = model, m_Task = task };
        }
    }
}
