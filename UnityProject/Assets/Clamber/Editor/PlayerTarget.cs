using System;
using System.Linq;
using UnityEditor;

namespace Clamber.Editor
{
    /// <summary>A kind of player that can be built, and where mlagents-learn and people look for it.</summary>
    public sealed class PlayerTarget
    {
        static readonly PlayerTarget[] s_All =
        {
            new PlayerTarget(
                "linux-server", BuildTarget.StandaloneLinux64, StandaloneBuildSubtarget.Server, "Clamber.x86_64"),
            new PlayerTarget(
                "linux", BuildTarget.StandaloneLinux64, StandaloneBuildSubtarget.Player, "Clamber.x86_64"),
            new PlayerTarget(
                "windows", BuildTarget.StandaloneWindows64, StandaloneBuildSubtarget.Player, "Clamber.exe"),
            new PlayerTarget(
                "macos", BuildTarget.StandaloneOSX, StandaloneBuildSubtarget.Player, "Clamber.app"),
            new PlayerTarget(
                "web", BuildTarget.WebGL, StandaloneBuildSubtarget.Player, "Clamber"),
        };

        PlayerTarget(string name, BuildTarget target, StandaloneBuildSubtarget subtarget, string file)
        {
            Name = name;
            Target = target;
            Subtarget = subtarget;
            File = file;
        }

        /// <summary>How it is called on the command line, and the folder below builds/ that it goes to.</summary>
        public string Name { get; private set; }

        /// <summary>Unity's platform.</summary>
        public BuildTarget Target { get; private set; }

        /// <summary>Whether it has graphics; of desktop platforms alone.</summary>
        public StandaloneBuildSubtarget Subtarget { get; private set; }

        /// <summary>The player's file or folder.</summary>
        public string File { get; private set; }

        /// <summary>Unity's group of the platform.</summary>
        public BuildTargetGroup Group
        {
            get { return Target == BuildTarget.WebGL ? BuildTargetGroup.WebGL : BuildTargetGroup.Standalone; }
        }

        /// <summary>The target of a name.</summary>
        /// <exception cref="ArgumentException">One line: what it was, what there is.</exception>
        public static PlayerTarget Named(string name)
        {
            PlayerTarget found = s_All.FirstOrDefault(target => target.Name == name);
            if (found == null)
            {
                throw new ArgumentException(
                    PlayerBuilder.TargetArgument + ": " + name + " is not allowed; one of "
                    + string.Join(", ", s_All.Select(target => target.Name).ToArray()));
            }
            return found;
        }
    }
}
