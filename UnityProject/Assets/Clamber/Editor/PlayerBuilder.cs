using System;
using System.IO;
using System.Linq;
using UnityEditor;
using UnityEditor.Build.Reporting;
using UnityEngine;

namespace Clamber.Editor
{
    /// <summary>
    /// Builds players into builds/ beside the Unity project, from the Clamber menu or from the command line:
    /// Unity -batchmode -projectPath UnityProject -executeMethod Clamber.Editor.PlayerBuilder.BuildFromCommandLine
    /// -clamberTarget linux-server.
    /// </summary>
    public static class PlayerBuilder
    {
        /// <summary>The argument that names the target on the command line.</summary>
        public const string TargetArgument = "-clamberTarget";

        /// <summary>Builds what the command line names and ends the editor: 0 if it was built, else 1.</summary>
        public static void BuildFromCommandLine()
        {
            EditorApplication.Exit(BuildNamed(Environment.GetCommandLineArgs()) ? 0 : 1);
        }

        [MenuItem("Clamber/Build/Linux Server")]
        static void BuildLinuxServer()
        {
            Build(PlayerTarget.Named("linux-server"));
        }

        [MenuItem("Clamber/Build/Linux")]
        static void BuildLinux()
        {
            Build(PlayerTarget.Named("linux"));
        }

        [MenuItem("Clamber/Build/Windows")]
        static void BuildWindows()
        {
            Build(PlayerTarget.Named("windows"));
        }

        [MenuItem("Clamber/Build/macOS")]
        static void BuildMacOS()
        {
            Build(PlayerTarget.Named("macos"));
        }

        [MenuItem("Clamber/Build/Web")]
        static void BuildWeb()
        {
            Build(PlayerTarget.Named("web"));
        }

        static bool BuildNamed(string[] arguments)
        {
            try
            {
                int at = Array.IndexOf(arguments, TargetArgument);
                if (at < 0 || at + 1 >= arguments.Length)
                {
                    throw new ArgumentException(TargetArgument + ": missing; the name of a target is needed after it");
                }
                return Build(PlayerTarget.Named(arguments[at + 1]));
            }
            catch (ArgumentException problem)
            {
                Debug.LogError("Clamber: " + problem.Message);
                return false;
            }
        }

        static bool Build(PlayerTarget target)
        {
            string location = Path.GetFullPath(
                Path.Combine(Application.dataPath, "..", "..", "builds", target.Name, target.File));
            BuildReport report = Build(target, location);
            if (report != null && report.summary.result == BuildResult.Succeeded)
            {
                return true;
            }
            // After an error inside a build step Unity returns no report at all.
            string how = report == null
                ? ""
                : " (" + report.summary.result + ", " + report.summary.totalErrors + " errors)";
            Debug.LogError("Clamber: " + target.Name + " was not built" + how + "; the lines above say why");
            return false;
        }

        static BuildReport Build(PlayerTarget target, string location)
        {
            // BuildPlayer switches the editor to what it builds; left at Server, Play would run the game as a server.
            StandaloneBuildSubtarget before = EditorUserBuildSettings.standaloneBuildSubtarget;
            try
            {
                return BuildPipeline.BuildPlayer(new BuildPlayerOptions
                {
                    scenes = EditorBuildSettings.scenes.Where(scene => scene.enabled).Select(scene => scene.path)
                        .ToArray(),
                    locationPathName = location,
                    target = target.Target,
                    targetGroup = target.Group,
                    // Other platforms have subtargets of their own, and 0 is the usual one.
                    subtarget = target.Group == BuildTargetGroup.Standalone ? (int)target.Subtarget : 0,
                });
            }
            finally
            {
                EditorUserBuildSettings.standaloneBuildSubtarget = before;
            }
        }
    }
}
