using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using Clamber.Game;
using Clamber.Runtime;
using UnityEngine;

namespace Clamber.Runner
{
    /// <summary>
    /// Prints every script class, and every class it serializes, as "name|base|field:type,field:type", where a type is
    /// scalar, reference, or the name of a class, and lists end in [].
    /// </summary>
    public static class TypesCommand
    {
        /// <summary>Runs the command.</summary>
        public static void Run(TextWriter output)
        {
            HashSet<Type> told = new HashSet<Type>();
            foreach (Type type in typeof(BodyAsset).Assembly.GetTypes().Concat(typeof(Race).Assembly.GetTypes()))
            {
                if (typeof(ScriptableObject).IsAssignableFrom(type) || typeof(MonoBehaviour).IsAssignableFrom(type))
                {
                    Tell(type, told, output);
                }
            }
        }

        static void Tell(Type type, HashSet<Type> told, TextWriter output)
        {
            if (!told.Add(type))
            {
                return;
            }
            string kind = typeof(ScriptableObject).IsAssignableFrom(type) ? "ScriptableObject"
                : typeof(MonoBehaviour).IsAssignableFrom(type) ? "MonoBehaviour"
                : type.IsSerializable ? "Serializable" : "None";
            List<FieldInfo> fields = type.GetFields(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .Where(field => field.GetCustomAttributes(typeof(SerializeField), false).Length > 0).ToList();
            output.WriteLine(type.Name + "|" + kind + "|"
                + string.Join(",", fields.Select(field => field.Name + ":" + Describe(field.FieldType)).ToArray()));
            foreach (FieldInfo field in fields)
            {
                Type element = field.FieldType.IsArray ? field.FieldType.GetElementType() : field.FieldType;
                if (Describe(element) == element.Name)
                {
                    Tell(element, told, output);
                }
            }
        }

        static string Describe(Type type)
        {
            if (type.IsArray)
            {
                return Describe(type.GetElementType()) + "[]";
            }
            if (typeof(UnityEngine.Object).IsAssignableFrom(type))
            {
                return "reference";
            }
            bool simple = type.IsPrimitive || type.IsEnum || type == typeof(string);
            return simple ? "scalar" : type.Namespace == "UnityEngine" ? "vector" : type.Name;
        }
    }
}
