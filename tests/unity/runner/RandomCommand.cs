using System;
using System.IO;
using System.Linq;
using Clamber.Core;

namespace Clamber.Runner
{
    /// <summary>
    /// Reads seeds and prints of each stream three whole numbers, three uniform and eight exponential ones (as bits).
    /// </summary>
    public static class RandomCommand
    {
        /// <summary>Runs the command.</summary>
        public static void Run(TextReader input, TextWriter output)
        {
            string line;
            while ((line = input.ReadLine()) != null)
            {
                SplitMix64 random = new SplitMix64(ulong.Parse(line));
                string[] whole = Enumerable.Range(0, 3).Select(_ => random.Next().ToString()).ToArray();
                string[] uniform = Enumerable.Range(0, 3).Select(_ => Bits(random.Uniform())).ToArray();
                string[] exponential = Enumerable.Range(0, 8).Select(_ => Bits(random.Exponential())).ToArray();
                output.WriteLine(string.Join(" ", whole.Concat(uniform).Concat(exponential).ToArray()));
            }
        }

        static string Bits(double number)
        {
            return BitConverter.DoubleToInt64Bits(number).ToString("x16");
        }
    }
}
