using System;
using System.Collections;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text;
using UnityEngine;

namespace Clamber.Runner
{
    /// <summary>Saves a ScriptableObject's serialized fields as Unity does, under the head of its old file.</summary>
    public static class AssetWriter
    {
        const string k_LastOfHead = "  m_EditorClassIdentifier:";

        /// <summary>Writes the asset over its file.</summary>
        public static void Save(ScriptableObject asset, string path)
        {
            StringBuilder text = new StringBuilder();
            foreach (string line in File.ReadAllLines(path))
            {
                text.Append(line).Append('\n');
                if (line.StartsWith(k_LastOfHead))
                {
                    break;
                }
            }
            WriteFields(asset, "  ", "  ", text);
            File.WriteAllText(path, text.ToString());
        }

        static void WriteFields(object group, string first, string indent, StringBuilder text)
        {
            foreach (FieldInfo field in group.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic)
                .Where(field => field.GetCustomAttributes(typeof(SerializeField), false).Length > 0))
            {
                text.Append(first).Append(field.Name).Append(':');
                WriteValue(field.GetValue(group), indent, text);
                first = indent;
            }
        }

        static void WriteValue(object value, string indent, StringBuilder text)
        {
            Array items = value as Array;
            if (items == null)
            {
                text.Append(' ').Append(Scalar(value)).Append('\n');
            }
            else if (items.Length == 0)
            {
                text.Append(" []\n");
            }
            else
            {
                text.Append('\n');
                foreach (object item in (IEnumerable)items)
                {
                    WriteFields(item, indent + "- ", indent + "  ", text);
                }
            }
        }

        static string Scalar(object value)
        {
            if (value is Vector2)
            {
                Vector2 pair = (Vector2)value;
                return "{x: " + Scalar(pair.x) + ", y: " + Scalar(pair.y) + "}";
            }
            if (value is float)
            {
                return ((float)value).ToString("R", CultureInfo.InvariantCulture);
            }
            return value is string ? (string)value : Convert.ToInt32(value).ToString(CultureInfo.InvariantCulture);
        }
    }
}
