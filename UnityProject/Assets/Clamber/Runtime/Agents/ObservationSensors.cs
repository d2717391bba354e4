using Unity.MLAgents.Sensors;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>Gives an agent its two sensors: obs_0 is proprioception, obs_1 terrain.</summary>
    [DisallowMultipleComponent]
    public sealed class ObservationSensors : SensorComponent
    {
        /// <summary>What the agent senses of itself.</summary>
        public ObservationSensor Proprioception { get; private set; }

        /// <summary>Floor and ceiling around it.</summary>
        public ObservationSensor Terrain { get; private set; }

        /// <summary>Sets the sizes; before the agent is initialised.</summary>
        public void SetSizes(int proprioception, int terrain)
        {
            Proprioception = new ObservationSensor("proprioception", proprioception);
            Terrain = new ObservationSensor("terrain", terrain);
        }

        /// <inheritdoc/>
        public override ISensor[] CreateSensors()
        {
            // A brain of a task without terrain has no input for it.
            return Terrain.Values.Length > 0
                ? new ISensor[] { Proprioception, Terrain }
                : new ISensor[] { Proprioception };
        }
    }
}
