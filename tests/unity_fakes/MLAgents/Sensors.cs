using System.Collections.Generic;
using UnityEngine;

namespace Unity.MLAgents.Sensors
{
    public struct ObservationSpec
    {
        public int Length;

        public static ObservationSpec Vector(int length)
        {
            return new ObservationSpec { Length = length };
        }
    }

    public struct CompressionSpec
    {
        public static CompressionSpec Default()
        {
            return new CompressionSpec();
        }
    }

    public class ObservationWriter
    {
        /// <summary>What was written.</summary>
        public readonly List<float> Written = new List<float>();

        public void AddList(IList<float> data, int writeOffset = 0)
        {
            while (Written.Count < writeOffset + data.Count)
            {
                Written.Add(0f);
            }
            for (int index = 0; index < data.Count; index++)
            {
                Written[writeOffset + index] = data[index];
            }
        }
    }

    public interface ISensor
    {
        ObservationSpec GetObservationSpec();

        int Write(ObservationWriter writer);

        byte[] GetCompressedObservation();

        void Update();

        void Reset();

        CompressionSpec GetCompressionSpec();

        string GetName();
    }

    public abstract class SensorComponent : MonoBehaviour
    {
        public abstract ISensor[] CreateSensors();
    }
}
