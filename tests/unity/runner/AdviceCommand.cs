using System.Globalization;
using System.IO;
using Clamber.Core;
using Clamber.Runtime;

namespace Clamber.Runner
{
    /// <summary>
    /// Advice on a course for a body, "COURSE|BODY": one line with what the body manages (jump, clear, step, crouch,
    /// width, m), then the advice, each line behind a dash.
    /// </summary>
    public static class AdviceCommand
    {
        /// <summary>Runs the command.</summary>
        public static void Run(AssetLoader assets, TextReader input, TextWriter output)
        {
            string line;
            while ((line = input.ReadLine()) != null)
            {
                string[] parts = line.Split('|');
                CourseSpec course = assets.Load<CourseAsset>("Courses/" + parts[0] + ".asset").ToSpec();
                BodyReach reach = parts[1] == "" ? null
                    : new BodyReach(assets.Load<BodyAsset>("Bodies/" + parts[1] + ".asset").ToSpec());
                if (reach != null)
                {
                    output.WriteLine(string.Format(
                        CultureInfo.InvariantCulture, "{0:R} {1:R} {2:R} {3:R} {4:R}", reach.Jump, reach.Clear,
                        reach.Step, reach.Crouch, reach.Width));
                }
                foreach (string told in CourseAdvice.For(course, reach, parts[1]))
                {
                    output.WriteLine("- " + told);
                }
            }
        }
    }
}
