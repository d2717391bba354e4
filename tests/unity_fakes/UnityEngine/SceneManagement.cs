using System.Collections.Generic;

namespace UnityEngine.SceneManagement
{
    public class SceneManager
    {
        /// <summary>The scenes that were asked for.</summary>
        public static readonly List<string> Loaded = new List<string>();

        public static void LoadScene(string sceneName)
        {
            Loaded.Add(sceneName);
        }
    }
}
