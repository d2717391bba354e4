using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Clamber.Core;
using Clamber.Runtime;

namespace Clamber.Runner
{
    /// <summary>
    /// "body=NAME|dt=.." takes a body's muscles; "activation=..|excitation=..|position=..|velocity=..|strength=.." lets
    /// them pull and prints torque, stiffness, damping and the next activation.
    /// </summary>
    public static class MuscleCommand
    {
        /// <summary>Runs the command.</summary>
        public static void Run(AssetLoader assets, TextReader input, TextWriter output)
        {
            Record head = new Record(input.ReadLine());
            BodySpec body = assets.Load<BodyAsset>("Bodies/" + head.Text("body") + ".asset").ToSpec();
            Muscles muscles = new Muscles(body);
            string line;
            while ((line = input.ReadLine()) != null)
            {
                Record record = new Record(line);
                record.Numbers("activation").CopyTo(muscles.Activation, 0);
                muscles.Pull(record.Numbers("position"), record.Numbers("velocity"), record.Number("strength"));
                muscles.Follow(record.Numbers("excitation"), head.Number("dt"));
                IEnumerable<double[]> parts = new[]
                {
                    muscles.Torque, muscles.Stiffness, muscles.Damping, muscles.Activation,
                };
                output.WriteLine(string.Join("|", parts.Select(part => Record.Show(part)).ToArray()));
            }
        }
    }
}
