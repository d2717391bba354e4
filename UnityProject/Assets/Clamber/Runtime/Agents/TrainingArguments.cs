using System;
using System.Globalization;

namespace Clamber.Runtime
{
    /// <summary>What the player's command line says of training: --task NAME, --agents N, --seed N.</summary>
    public sealed class TrainingArguments
    {
        // The last one is what mlagents-learn starts every player with.
        static readonly string[] s_Training = { "--task", "--agents", "--seed", "--mlagents-port" };

        /// <summary>Reads a command line; arguments it does not know are Unity's or ML-Agents'.</summary>
        /// <exception cref="ArgumentException">One line: which argument, what it was, what is allowed.</exception>
        public TrainingArguments(string[] arguments)
        {
            for (int index = 0; index < arguments.Length; index++)
            {
                ForTraining |= Array.IndexOf(s_Training, arguments[index]) >= 0;
                switch (arguments[index])
                {
                    case "--task":
                        Task = Value(arguments, index);
                        break;
                    case "--agents":
                        Agents = (int)Whole(arguments, index, 1, 65536);
                        break;
                    case "--seed":
                        Seed = (ulong)Whole(arguments, index, 0, long.MaxValue);
                        break;
                }
            }
        }

        /// <summary>Whether anything at all is said about training.</summary>
        public bool ForTraining { get; private set; }

        /// <summary>The task's name, or null.</summary>
        public string Task { get; private set; }

        /// <summary>How many agents, or null.</summary>
        public int? Agents { get; private set; }

        /// <summary>Seed of everything drawn, or null.</summary>
        public ulong? Seed { get; private set; }

        static string Value(string[] arguments, int index)
        {
            if (index + 1 >= arguments.Length)
            {
                throw new ArgumentException(arguments[index] + ": a value is missing after it");
            }
            return arguments[index + 1];
        }

        static long Whole(string[] arguments, int index, long minimum, long maximum)
        {
            string text = Value(arguments, index);
            long value;
            if (!long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out value)
                || value < minimum || value > maximum)
            {
                throw new ArgumentException(
                    arguments[index] + ": " + text + " is not allowed; a whole number from " + minimum + " to "
                    + maximum);
            }
            return value;
        }
    }
}
