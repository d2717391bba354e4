using Unity.MLAgents.Sensors;

namespace Clamber.Runtime
{
    /// <summary>One of an agent's two sensors: a row of numbers that the agent fills.</summary>
    public sealed class ObservationSensor : ISensor
    {
        readonly string m_Name;
        readonly float[] m_Values;

        /// <summary>A sensor of so many numbers. ML-Agents orders sensors by name.</summary>
        public ObservationSensor(string name, int size)
        {
            m_Name = name;
            m_Values = new float[size];
        }

        /// <summary>What is sensed; filled by the agent before each decision.</summary>
        public float[] Values
        {
            get { return m_Values; }
        }

        /// <inheritdoc/>
        public ObservationSpec GetObservationSpec()
        {
            return ObservationSpec.Vector(m_Values.Length);
        }

        /// <inheritdoc/>
        public int Write(ObservationWriter writer)
        {
            writer.AddList(m_Values);
            return m_Values.Length;
        }

        /// <inheritdoc/>
        public byte[] GetCompressedObservation()
        {
            return null;
        }

        /// <inheritdoc/>
        public void Update()
        {
        }

        /// <inheritdoc/>
        public void Reset()
        {
        }

        /// <inheritdoc/>
        public CompressionSpec GetCompressionSpec()
        {
            return CompressionSpec.Default();
        }

        /// <inheritdoc/>
        public string GetName()
        {
            return m_Name;
        }
    }
}
