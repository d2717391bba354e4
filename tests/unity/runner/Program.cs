using System;
using System.IO;
using System.Text;

namespace Clamber.Runner
{
    /// <summary>Runs the C# rules for the tests: `mono runner.exe COMMAND CONTENT-FOLDER`, input to output.</summary>
    public static class Program
    {
        /// <summary>Runs one command.</summary>
        public static int Main(string[] arguments)
        {
            AssetLoader assets = new AssetLoader(arguments[1]);
            TextReader input = Console.In;
            using (TextWriter output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false)))
            {
                switch (arguments[0])
                {
                    case "courses":
                        CourseCommand.Run(assets, input, output, false);
                        return 0;
                    case "many-courses":
                        CourseCommand.Run(assets, input, output, true);
                        return 0;
                    case "definitions":
                        DefinitionCommand.Run(output);
                        return 0;
                    case "random":
                        RandomCommand.Run(input, output);
                        return 0;
                    case "senses":
                        RuleCommands.Senses(assets, input, output);
                        return 0;
                    case "rewards":
                        RuleCommands.Rewards(assets, input, output);
                        return 0;
                    case "endings":
                        RuleCommands.Endings(assets, input, output);
                        return 0;
                    case "curriculum":
                        RuleCommands.CurriculumSteps(input, output);
                        return 0;
                    case "totals":
                        RuleCommands.Totals(assets, input, output);
                        return 0;
                    case "stamina":
                        RuleCommands.Reserves(assets, input, output);
                        return 0;
                    case "cost":
                        CostCommand.Run(assets, input, output);
                        return 0;
                    case "replay":
                        new ReplayCommand().Run(assets, input, output);
                        return 0;
                    case "bodies":
                        new BodyCommand().Run(assets, input, output);
                        return 0;
                    case "muscles":
                        MuscleCommand.Run(assets, input, output);
                        return 0;
                    case "torques":
                        new TorqueCommand().Run(assets, input, output);
                        return 0;
                    case "agent":
                        new AgentCommand().Run(assets, input, output);
                        return 0;
                    case "meshes":
                        MeshCommand.Run(assets, input, output);
                        return 0;
                    case "types":
                        TypesCommand.Run(output);
                        return 0;
                    case "area":
                        AreaCommand.Run(assets, arguments[1], input, output);
                        return 0;
                    case "builds":
                        BuildCommand.Run(input, output);
                        return 0;
                    case "design":
                        new DesignCommand(assets, arguments[1], output).Run(input);
                        return 0;
                    case "advice":
                        AdviceCommand.Run(assets, input, output);
                        return 0;
                    case "player":
                        PlayerCommand.Run(assets, input, output);
                        return 0;
                    case "race":
                        RaceCommand.Run(assets, input, output);
                        return 0;
                    case "race-rules":
                        RaceRulesCommand.Run(input, output);
                        return 0;
                    case "edit-mode":
                        EditModeCommand.Run(assets, arguments[1], output);
                        return 0;
                    default:
                        Console.Error.WriteLine("no such command: " + arguments[0]);
                        return 2;
                }
            }
        }
    }
}
