using System;

namespace NUnit.Framework
{
    [AttributeUsage(AttributeTargets.Method)]
    public class TestAttribute : Attribute
    {
    }

    [AttributeUsage(AttributeTargets.Method)]
    public class SetUpAttribute : Attribute
    {
    }

    [AttributeUsage(AttributeTargets.Method)]
    public class TearDownAttribute : Attribute
    {
    }

    public class AssertionException : Exception
    {
        public AssertionException(string message)
            : base(message)
        {
        }
    }

    public class Assert
    {
        public static void AreEqual(object expected, object actual)
        {
            Check(Equals(expected, actual), expected + " expected, " + actual + " found");
        }

        public static void AreEqual(object expected, object actual, string message, params object[] args)
        {
            Check(Equals(expected, actual), message + ": " + expected + " expected, " + actual + " found");
        }

        public static void AreEqual(double expected, double actual, double delta, string message, params object[] args)
        {
            Check(Math.Abs(expected - actual) <= delta, message + ": " + expected + " expected, " + actual + " found");
        }

        public static void IsTrue(bool condition)
        {
            IsTrue(condition, "expected true");
        }

        public static void IsTrue(bool condition, string message, params object[] args)
        {
            Check(condition, message);
        }

        public static void IsNull(object anObject)
        {
            Check(anObject == null, "null expected, " + anObject + " found");
        }

        public static void IsNull(object anObject, string message, params object[] args)
        {
            Check(anObject == null, message + ": null expected, " + anObject + " found");
        }

        static void Check(bool holds, string message)
        {
            if (!holds)
            {
                throw new AssertionException(message);
            }
        }
    }
}

namespace UnityEngine.TestTools
{
    [AttributeUsage(AttributeTargets.Method)]
    public class UnityTestAttribute : Attribute
    {
    }
}
