using System;

namespace Unity.MLAgents.Actuators
{
    public struct ActionSpec
    {
        public int NumContinuousActions { get; set; }

        public static ActionSpec MakeContinuous(int numActions)
        {
            return new ActionSpec { NumContinuousActions = numActions };
        }
    }

    public readonly struct ActionSegment<T> where T : struct
    {
        public readonly int Offset;
        public readonly int Length;

        public ActionSegment(T[] actionArray)
        {
            Array = actionArray;
            Offset = 0;
            Length = actionArray.Length;
        }

        public T[] Array { get; }

        public T this[int index]
        {
            get { return Array[Offset + index]; }
            set { Array[Offset + index] = value; }
        }

        public void Clear()
        {
            System.Array.Clear(Array, Offset, Length);
        }
    }

    public readonly struct ActionBuffers
    {
        public ActionBuffers(float[] continuousActions, int[] discreteActions)
        {
            ContinuousActions = new ActionSegment<float>(continuousActions);
            DiscreteActions = new ActionSegment<int>(discreteActions);
        }

        public ActionSegment<float> ContinuousActions { get; }

        public ActionSegment<int> DiscreteActions { get; }
    }
}
