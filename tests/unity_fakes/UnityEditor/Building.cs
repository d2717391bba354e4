using System;
using System.Collections.Generic;
using UnityEditor.Build.Reporting;

namespace UnityEditor
{
    public enum BuildTarget
    {
        StandaloneOSX = 2,
        StandaloneWindows64 = 19,
        WebGL = 20,
        StandaloneLinux64 = 24,
    }

    public enum BuildTargetGroup
    {
        Standalone = 1,
        WebGL = 13,
    }

    public enum StandaloneBuildSubtarget
    {
        Server = 1,
        Player = 2,
    }

    public struct BuildPlayerOptions
    {
        public string[] scenes { get; set; }

        public string locationPathName { get; set; }

        public BuildTargetGroup targetGroup { get; set; }

        public BuildTarget target { get; set; }

        public int subtarget { get; set; }
    }

    public class EditorBuildSettingsScene
    {
        public EditorBuildSettingsScene(string path, bool enabled)
        {
            this.path = path;
            this.enabled = enabled;
        }

        public bool enabled { get; set; }

        public string path { get; set; }
    }

    public class EditorBuildSettings
    {
        public static EditorBuildSettingsScene[] scenes { get; set; }
    }

    public class EditorUserBuildSettings
    {
        static EditorUserBuildSettings()
        {
            standaloneBuildSubtarget = StandaloneBuildSubtarget.Player;
        }

        public static StandaloneBuildSubtarget standaloneBuildSubtarget { get; set; }
    }

    public class BuildPipeline
    {
        /// <summary>What was asked for.</summary>
        public static readonly List<BuildPlayerOptions> Asked = new List<BuildPlayerOptions>();

        /// <summary>How builds end; null: with an error inside, after which there is no report.</summary>
        public static BuildResult? Outcome = BuildResult.Succeeded;

        public static BuildReport BuildPlayer(BuildPlayerOptions buildPlayerOptions)
        {
            Asked.Add(buildPlayerOptions);
            if (buildPlayerOptions.targetGroup == BuildTargetGroup.Standalone)
            {
                // As Unity does; what it builds becomes the editor's own setting.
                EditorUserBuildSettings.standaloneBuildSubtarget =
                    (StandaloneBuildSubtarget)buildPlayerOptions.subtarget;
            }
            return Outcome.HasValue ? new BuildReport(Outcome.Value) : null;
        }
    }

    public sealed class EditorApplication
    {
        /// <summary>The exit codes that were asked for.</summary>
        public static readonly List<int> Exits = new List<int>();

        public static void Exit(int returnValue)
        {
            Exits.Add(returnValue);
        }
    }

    [AttributeUsage(AttributeTargets.Method)]
    public sealed class MenuItem : Attribute
    {
        public string menuItem;

        public MenuItem(string itemName)
        {
            menuItem = itemName;
        }
    }
}

namespace UnityEditor.Build.Reporting
{
    public enum BuildResult
    {
        Unknown = 0,
        Succeeded = 1,
        Failed = 2,
        Cancelled = 3,
    }

    public struct BuildSummary
    {
        internal BuildSummary(BuildResult result)
        {
            this.result = result;
            totalErrors = result == BuildResult.Succeeded ? 0 : 1;
        }

        public BuildResult result { get; }

        public int totalErrors { get; }
    }

    public sealed class BuildReport : UnityEngine.Object
    {
        internal BuildReport(BuildResult result)
        {
            summary = new BuildSummary(result);
        }

        public BuildSummary summary { get; }
    }
}
