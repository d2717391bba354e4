using System;
using System.Collections.Generic;

namespace Clamber.Runner
{
    /// <summary>
    /// Reads the part of YAML that Unity writes: maps are dictionaries, sequences lists, everything else is text. Each
    /// file holds one or more objects, each a map from its type's name to its fields.
    /// </summary>
    public sealed class UnityYaml
    {
        readonly string[] m_Lines;
        int m_Line;

        UnityYaml(string text)
        {
            m_Lines = text.Replace("\r", "").Split('\n');
        }

        /// <summary>The fields of the first object of a file.</summary>
        public static Dictionary<string, object> FirstObject(string text)
        {
            UnityYaml reader = new UnityYaml(text);
            while (reader.m_Lines[reader.m_Line].StartsWith("%") || reader.m_Lines[reader.m_Line].StartsWith("---"))
            {
                reader.m_Line++;
            }
            Dictionary<string, object> file = reader.ReadMap(0);
            foreach (object fields in file.Values)
            {
                return (Dictionary<string, object>)fields;
            }
            throw new FormatException("no object");
        }

        static int Indent(string line)
        {
            return line.Length - line.TrimStart(' ').Length;
        }

        bool AtEnd
        {
            get
            {
                while (m_Line < m_Lines.Length && m_Lines[m_Line].Trim().Length == 0)
                {
                    m_Line++;
                }
                return m_Line >= m_Lines.Length || m_Lines[m_Line].StartsWith("---");
            }
        }

        Dictionary<string, object> ReadMap(int indent)
        {
            Dictionary<string, object> map = new Dictionary<string, object>();
            while (!AtEnd && Indent(m_Lines[m_Line]) == indent && !m_Lines[m_Line].TrimStart().StartsWith("- "))
            {
                ReadEntry(map, indent);
            }
            return map;
        }

        void ReadEntry(Dictionary<string, object> map, int indent)
        {
            string line = m_Lines[m_Line++].Substring(indent);
            int colon = line.IndexOf(':');
            string key = line.Substring(0, colon);
            string value = line.Substring(colon + 1).Trim();
            map[key] = value.Length > 0 ? ReadScalar(value, indent) : ReadBlock(indent);
        }

        object ReadBlock(int indent)
        {
            if (AtEnd)
            {
                return "";
            }
            int next = Indent(m_Lines[m_Line]);
            if (m_Lines[m_Line].TrimStart().StartsWith("- ") && next >= indent)
            {
                return ReadSequence(next);
            }
            return next > indent ? (object)ReadMap(next) : "";
        }

        List<object> ReadSequence(int indent)
        {
            List<object> items = new List<object>();
            while (!AtEnd && Indent(m_Lines[m_Line]) == indent && m_Lines[m_Line].TrimStart().StartsWith("- "))
            {
                string rest = m_Lines[m_Line].Substring(indent + 2);
                if (!rest.StartsWith("{") && rest.Contains(":"))
                {
                    // The dash stands where the item's own indentation would.
                    m_Lines[m_Line] = new string(' ', indent + 2) + rest;
                    items.Add(ReadMap(indent + 2));
                }
                else
                {
                    m_Line++;
                    items.Add(ReadScalar(rest.Trim(), indent));
                }
            }
            return items;
        }

        object ReadScalar(string value, int indent)
        {
            if (value == "[]")
            {
                return new List<object>();
            }
            if (value.StartsWith("{"))
            {
                return FlowMap(value);
            }
            char quote = value[0];
            while (m_Line < m_Lines.Length && Continues(value, quote, indent))
            {
                value += " " + m_Lines[m_Line++].Trim();
            }
            if (quote == '\'')
            {
                return value.Substring(1, value.Length - 2).Replace("''", "'");
            }
            return quote == '"' ? value.Substring(1, value.Length - 2) : value;
        }

        bool Continues(string value, char quote, int indent)
        {
            if (quote == '\'' || quote == '"')
            {
                return value.Length < 2 || value[value.Length - 1] != quote;
            }
            return m_Lines[m_Line].Trim().Length > 0 && Indent(m_Lines[m_Line]) > indent;
        }

        static Dictionary<string, object> FlowMap(string value)
        {
            Dictionary<string, object> map = new Dictionary<string, object>();
            foreach (string part in value.Trim('{', '}').Split(','))
            {
                string[] pair = part.Split(new[] { ':' }, 2);
                if (pair.Length == 2)
                {
                    map[pair[0].Trim()] = pair[1].Trim();
                }
            }
            return map;
        }
    }
}
