using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using UnityEngine;

namespace Clamber.Runner
{
    /// <summary>
    /// Fills ScriptableObjects from .asset files as Unity does: by the names of their serialized fields. Strict where
    /// Unity is lenient: a field that is only in the file, or only in the class, is an error.
    /// </summary>
    public sealed class AssetLoader
    {
        static readonly string[] s_UnityFields =
        {
            "m_ObjectHideFlags", "m_CorrespondingSourceObject", "m_PrefabInstance", "m_PrefabAsset", "m_GameObject",
            "m_Enabled", "m_EditorHideFlags", "m_Script", "m_Name", "m_EditorClassIdentifier",
        };

        readonly Dictionary<string, string> m_PathOfGuid = new Dictionary<string, string>();
        readonly string m_Content;

        /// <summary>Learns the GUIDs of a content folder.</summary>
        public AssetLoader(string content)
        {
            m_Content = content;
            foreach (string meta in Directory.GetFiles(content, "*.asset.meta", SearchOption.AllDirectories))
            {
                string guid = File.ReadAllLines(meta).First(line => line.StartsWith("guid: ")).Substring(6).Trim();
                m_PathOfGuid[guid] = meta.Substring(0, meta.Length - 5);
            }
        }

        /// <summary>Loads an asset by its path below the content folder.</summary>
        public T Load<T>(string path) where T : ScriptableObject
        {
            return (T)LoadFile(Path.Combine(m_Content, path), typeof(T));
        }

        ScriptableObject LoadFile(string path, Type type)
        {
            ScriptableObject asset = (ScriptableObject)Activator.CreateInstance(type);
            Dictionary<string, object> fields = UnityYaml.FirstObject(File.ReadAllText(path));
            asset.name = (string)fields["m_Name"];
            foreach (string field in s_UnityFields)
            {
                fields.Remove(field);
            }
            Fill(asset, fields, Path.GetFileName(path));
            return asset;
        }

        void Fill(object target, Dictionary<string, object> fields, string where)
        {
            HashSet<string> rest = new HashSet<string>(fields.Keys);
            foreach (FieldInfo field in target.GetType().GetFields(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
            {
                if (!field.IsPublic && field.GetCustomAttributes(typeof(SerializeField), false).Length == 0)
                {
                    continue;
                }
                if (!rest.Remove(field.Name))
                {
                    throw new FormatException(where + ": " + field.Name + " is missing");
                }
                field.SetValue(target, Value(field.FieldType, fields[field.Name], where + ": " + field.Name));
            }
            if (rest.Count > 0)
            {
                throw new FormatException(where + ": " + rest.First() + " is no field of " + target.GetType().Name);
            }
        }

        object Value(Type type, object node, string where)
        {
            if (type.IsArray)
            {
                List<object> items = (List<object>)node;
                Array array = Array.CreateInstance(type.GetElementType(), items.Count);
                for (int index = 0; index < items.Count; index++)
                {
                    array.SetValue(Value(type.GetElementType(), items[index], where + "[" + index + "]"), index);
                }
                return array;
            }
            Dictionary<string, object> map = node as Dictionary<string, object>;
            if (typeof(ScriptableObject).IsAssignableFrom(type))
            {
                return map.ContainsKey("guid") ? LoadFile(m_PathOfGuid[(string)map["guid"]], type) : null;
            }
            if (map != null)
            {
                object value = Activator.CreateInstance(type);
                Fill(value, map, where);
                return value;
            }
            string text = (string)node;
            if (type == typeof(string))
            {
                return text;
            }
            if (type == typeof(float))
            {
                return (float)double.Parse(text, CultureInfo.InvariantCulture);
            }
            int whole = int.Parse(text, CultureInfo.InvariantCulture);
            return type == typeof(bool) ? whole != 0 : type.IsEnum ? Enum.ToObject(type, whole) : (object)whole;
        }
    }
}
