using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Clamber.Core;

namespace Clamber.Runner
{
    /// <summary>A line of input: "name=value value ...|name=value ...".</summary>
    public sealed class Record
    {
        readonly Dictionary<string, string> m_Fields = new Dictionary<string, string>();

        /// <summary>Takes a line apart.</summary>
        public Record(string line)
        {
            foreach (string part in line.Split('|'))
            {
                string[] pair = part.Split(new[] { '=' }, 2);
                m_Fields[pair[0]] = pair[1];
            }
        }

        /// <summary>Whether there is a field of that name.</summary>
        public bool Has(string name)
        {
            return m_Fields.ContainsKey(name);
        }

        /// <summary>A text.</summary>
        public string Text(string name)
        {
            return m_Fields[name];
        }

        /// <summary>A number.</summary>
        public double Number(string name)
        {
            return Parse(m_Fields[name]);
        }

        /// <summary>A row of numbers.</summary>
        public double[] Numbers(string name)
        {
            return m_Fields[name].Split(new[] { ' ' }, StringSplitOptions.RemoveEmptyEntries).Select(Parse).ToArray();
        }

        /// <summary>A position or direction.</summary>
        public Vector3d Vector(string name)
        {
            double[] numbers = Numbers(name);
            return new Vector3d(numbers[0], numbers[1], numbers[2]);
        }

        /// <summary>Fills a body's state from the fields whose names begin with a prefix.</summary>
        public void Fill(BodyState state, string prefix)
        {
            double[] turn = Numbers(prefix + "root_quaternion");
            state.RootPosition = Vector(prefix + "root_position");
            state.RootRotation = new Quaterniond(turn[0], turn[1], turn[2], turn[3]);
            state.RootLinearVelocity = Vector(prefix + "root_linear_velocity");
            state.RootAngularVelocity = Vector(prefix + "root_angular_velocity");
            Numbers(prefix + "joint_position").CopyTo(state.JointPosition, 0);
            Numbers(prefix + "joint_velocity").CopyTo(state.JointVelocity, 0);
            Numbers(prefix + "joint_torque").CopyTo(state.JointTorque, 0);
            Numbers(prefix + "joint_energy").CopyTo(state.JointEnergy, 0);
            double[] contact = Numbers(prefix + "foot_contact");
            for (int foot = 0; foot < contact.Length; foot++)
            {
                state.FootContact[foot] = contact[foot] != 0.0;
            }
            state.FatalContact = Number(prefix + "fatal_contact") != 0.0;
            state.Finite = true;
        }

        /// <summary>Numbers as text that reads back the same, separated by spaces.</summary>
        public static string Show(IEnumerable<double> numbers)
        {
            return string.Join(" ", numbers.Select(n => n.ToString("R", CultureInfo.InvariantCulture)).ToArray());
        }

        /// <summary>Numbers as text.</summary>
        public static string Show(IEnumerable<float> numbers)
        {
            return Show(numbers.Select(number => (double)number));
        }

        static double Parse(string text)
        {
            return double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        }
    }
}
