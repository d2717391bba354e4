using UnityEngine;

namespace Unity.InferenceEngine
{
    public class ModelAsset : ScriptableObject
    {
    }
}
