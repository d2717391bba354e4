using System.Collections.Generic;

namespace UnityEngine
{
    public static class Application
    {
        /// <summary>The exit codes that were asked for.</summary>
        public static readonly List<int> Quits = new List<int>();

        public static string dataPath { get; private set; }

        /// <summary>For tests: where the project is.</summary>
        public static void UseDataPath(string path)
        {
            dataPath = path;
        }

        public static void Quit(int exitCode)
        {
            Quits.Add(exitCode);
        }
    }

    public static class Debug
    {
        /// <summary>What was logged as an error.</summary>
        public static readonly List<string> Errors = new List<string>();

        public static void LogError(object message)
        {
            Errors.Add(message.ToString());
        }
    }

    public static class Time
    {
        static float s_FixedDeltaTime = 0.02f;

        public static float fixedDeltaTime
        {
            get { return s_FixedDeltaTime; }
            set { s_FixedDeltaTime = value; }
        }
    }
}
