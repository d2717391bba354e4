namespace Clamber.Core
{
    /// <summary>
    /// Where a named sense lies in the observations; recorded for readers, checked against the code on load.
    /// </summary>
    public sealed class ObservationBlock
    {
        /// <summary>0 is proprioception (obs_0), 1 terrain (obs_1).</summary>
        public int Sensor { get; set; }

        /// <summary>The sense ("projected_gravity", "joint_pos", "height_scan", ...).</summary>
        public string Name { get; set; }

        /// <summary>First index in the sensor's observation.</summary>
        public int Start { get; set; }

        /// <summary>Number of values.</summary>
        public int Size { get; set; }
    }
}
