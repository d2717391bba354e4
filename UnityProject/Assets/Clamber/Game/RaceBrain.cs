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

        [SerializeField, Tooltip("Decisions of the task that it holds each action for, as in its training.")]
        [Min(1)]
        int m_ActionRepeat = 1;

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

        /// <summary>Decisions of the task that it holds each action for.</summary>
        public int ActionRepeat
        {
            // A list that was emptied in the inspector and filled again has zeros.
            get { return Math.Max(1, m_ActionRepeat); }
        }

        /// <summary>One made by code.</summary>
        public static RaceBrain Of(ModelAsset model, TaskAsset task, int actionRepeat)
        {
            return new RaceBrain { m_Model = model, m_Task = task, m_ActionRepeat = actionRepeat };
        }
    }
}
