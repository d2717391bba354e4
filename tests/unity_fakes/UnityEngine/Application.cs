using System.Collections.Generic;

namespace UnityEngine
{
    public static class Application
    {
        static Application()
        {
            isEditor = true;
        }

        /// <summary>The exit codes that were asked for.</summary>
        public static readonly List<int> Quits = new List<int>();

        public static string dataPath { get; private set; }

        public static bool isEditor { get; private set; }

        public static bool isBatchMode { get; private set; }

        public static bool isPlaying { get; private set; }

        /// <summary>For tests: a built player in place of the editor.</summary>
        public static void UsePlayer(bool batchMode)
        {
            isEditor = false;
            isBatchMode = batchMode;
        }

        /// <summary>For tests: the editor plays, or ceases to.</summary>
        public static void UsePlayMode(bool playing)
        {
            isPlaying = playing;
        }

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
        static float s_TimeScale = 1f;

        public static float timeScale
        {
            get { return s_TimeScale; }
            set { s_TimeScale = value; }
        }

        /// <summary>For tests: how long frames take, s.</summary>
        public static float Frame = 1f / 60f;

        public static float unscaledDeltaTime
        {
            get { return Frame; }
        }

        public static float deltaTime
        {
            get { return timeScale * unscaledDeltaTime; }
        }

        public static float fixedDeltaTime
        {
            get { return s_FixedDeltaTime; }
            set { s_FixedDeltaTime = value; }
        }
    }
}
