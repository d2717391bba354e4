using System.Globalization;
using System.IO;
using Clamber.Core;

namespace Clamber.Runner
{
    /// <summary>Prints what the rules call themselves: segment kinds with their parameters, and reward terms.</summary>
    public static class DefinitionCommand
    {
        /// <summary>Runs the command.</summary>
        public static void Run(TextWriter output)
        {
            foreach (SegmentDefinition definition in SegmentDefinition.All)
            {
                output.WriteLine("kind|" + (int)definition.Kind + "|" + definition.Kind + "|" + definition.Summary);
                foreach (SegmentParameter parameter in definition.Parameters)
                {
                    output.WriteLine(string.Join(
                        "|", "parameter", parameter.Name, parameter.Meaning, Show(parameter.Minimum),
                        Show(parameter.Maximum), parameter.Unit, parameter.Whole ? "True" : "False"));
                }
            }
            foreach (string name in RewardTerms.Names)
            {
                output.WriteLine("reward|" + name);
            }
        }

        static string Show(double number)
        {
            return number.ToString("R", CultureInfo.InvariantCulture);
        }
    }
}
