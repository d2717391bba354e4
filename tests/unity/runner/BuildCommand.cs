using System.IO;
using System.Linq;
using System.Reflection;
using Clamber.Editor;
using UnityEditor;
using UnityEditor.Build.Reporting;
using UnityEngine;

namespace Clamber.Runner
{
    /// <summary>
    /// Builds from this process' own command line, builds ending as the input line says ("no report": with an error
    /// inside), with one scene on and one off; prints the exit code, the errors, and per build target, subtarget, place
    /// and scenes. The line "menu" uses every menu item instead; a line "subtarget" after it asks for the subtarget
    /// that the editor is left with.
    /// </summary>
    public static class BuildCommand
    {
        /// <summary>Runs the command.</summary>
        public static void Run(TextReader input, TextWriter output)
        {
            string line = input.ReadLine();
            EditorBuildSettings.scenes = new[]
            {
                new EditorBuildSettingsScene("Assets/On.unity", true),
                new EditorBuildSettingsScene("Assets/Off.unity", false),
            };
            Application.UseDataPath("/somewhere/UnityProject/Assets");
            if (line == "menu")
            {
                foreach (MethodInfo method in typeof(PlayerBuilder).GetMethods(
                    BindingFlags.Static | BindingFlags.NonPublic))
                {
                    if (method.GetCustomAttributes(typeof(MenuItem), false).Length > 0)
                    {
                        method.Invoke(null, null);
                    }
                }
            }
            else
            {
                BuildPipeline.Outcome = line == "no report"
                    ? (BuildResult?)null
                    : (BuildResult)System.Enum.Parse(typeof(BuildResult), line);
                PlayerBuilder.BuildFromCommandLine();
            }
            output.WriteLine(string.Join(" ", EditorApplication.Exits.Select(code => code.ToString()).ToArray()));
            output.WriteLine(string.Join(" ", Debug.Errors.ToArray()));
            foreach (BuildPlayerOptions asked in BuildPipeline.Asked)
            {
                output.WriteLine(string.Join(
                    "|", asked.target, asked.targetGroup, asked.subtarget, asked.locationPathName,
                    string.Join(",", asked.scenes)));
            }
            if (input.ReadLine() == "subtarget")
            {
                output.WriteLine(EditorUserBuildSettings.standaloneBuildSubtarget);
            }
        }
    }
}
