using System;
using System.IO;
using System.Linq;
using System.Reflection;
using Clamber.EditMode;
using NUnit.Framework;

namespace Clamber.Runner
{
    /// <summary>
    /// Runs the project's EditMode tests as Unity's test runner does: a new object per test, SetUp before it and
    /// TearDown after it. Prints "Class.Test|passed" or "Class.Test|why not".
    /// </summary>
    public static class EditModeCommand
    {
        /// <summary>Runs the command.</summary>
        public static void Run(AssetLoader assets, string content, TextWriter output)
        {
            ProjectAssets.Fill(assets, content);
            foreach (Type type in typeof(ContentTests).Assembly.GetTypes().OrderBy(type => type.Name))
            {
                foreach (MethodInfo test in With<TestAttribute>(type))
                {
                    output.WriteLine(type.Name + "." + test.Name + "|" + Outcome(type, test));
                }
            }
        }

        static string Outcome(Type type, MethodInfo test)
        {
            object fixture = Activator.CreateInstance(type);
            try
            {
                Call<SetUpAttribute>(fixture);
                test.Invoke(fixture, null);
                return "passed";
            }
            catch (TargetInvocationException problem)
            {
                return problem.InnerException.Message.Replace('\n', ' ');
            }
            finally
            {
                Call<TearDownAttribute>(fixture);
            }
        }

        static void Call<T>(object fixture) where T : Attribute
        {
            foreach (MethodInfo method in With<T>(fixture.GetType()))
            {
                method.Invoke(fixture, null);
            }
        }

        static MethodInfo[] With<T>(Type type) where T : Attribute
        {
            return type.GetMethods().Where(method => method.GetCustomAttributes(typeof(T), false).Length > 0).ToArray();
        }
    }
}
