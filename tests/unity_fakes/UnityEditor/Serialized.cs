using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace UnityEditor
{
    /// <summary>
    /// A copy of an object's serialized fields, as in Unity: written back, with an undo, by ApplyModifiedProperties.
    /// </summary>
    public class SerializedObject : IDisposable
    {
        object m_Copy;

        public SerializedObject(UnityEngine.Object obj)
        {
            targetObject = obj;
            Update();
        }

        public UnityEngine.Object targetObject { get; private set; }

        internal object Copy
        {
            get { return m_Copy; }
        }

        public void Update()
        {
            m_Copy = Clone(targetObject);
        }

        public bool ApplyModifiedProperties()
        {
            if (Same(m_Copy, targetObject))
            {
                return false;
            }
            object before = Clone(targetObject);
            Undo.Push(() => Take(before));
            Take(m_Copy);
            return true;
        }

        public SerializedProperty FindProperty(string propertyPath)
        {
            return new SerializedProperty(this, new object[] { FieldOf(targetObject.GetType(), propertyPath) });
        }

        public void Dispose()
        {
        }

        void Take(object source)
        {
            object fresh = Clone(source);
            foreach (FieldInfo field in Fields(source.GetType()))
            {
                field.SetValue(targetObject, field.GetValue(fresh));
            }
        }

        internal static FieldInfo FieldOf(Type type, string name)
        {
            FieldInfo found = Fields(type).FirstOrDefault(field => field.Name == name);
            if (found == null)
            {
                throw new NullReferenceException(type.Name + " has no serialized field " + name);
            }
            return found;
        }

        internal static object Clone(object value)
        {
            Array array = value as Array;
            if (array != null)
            {
                Array copied = Array.CreateInstance(array.GetType().GetElementType(), array.Length);
                for (int index = 0; index < array.Length; index++)
                {
                    copied.SetValue(CloneValue(array.GetValue(index)), index);
                }
                return copied;
            }
            object copy = Activator.CreateInstance(value.GetType());
            foreach (FieldInfo field in Fields(value.GetType()))
            {
                field.SetValue(copy, CloneValue(field.GetValue(value)));
            }
            return copy;
        }

        internal static object CloneValue(object value)
        {
            return value is Array || IsGroup(value) ? Clone(value) : value;
        }

        static bool IsGroup(object value)
        {
            return value != null && value.GetType().IsClass && value.GetType().IsSerializable && !(value is string)
                && !(value is UnityEngine.Object);
        }

        static bool Same(object one, object other)
        {
            if (one is Array)
            {
                Array a = (Array)one, b = (Array)other;
                return a.Length == b.Length
                    && Enumerable.Range(0, a.Length).All(index => Same(a.GetValue(index), b.GetValue(index)));
            }
            if (IsGroup(one) || Fields(one.GetType()).Any())
            {
                return Fields(one.GetType()).All(field => Same(field.GetValue(one), field.GetValue(other)));
            }
            return Equals(one, other);
        }

        static IEnumerable<FieldInfo> Fields(Type type)
        {
            return type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .Where(field => field.GetCustomAttributes(typeof(UnityEngine.SerializeField), false).Length > 0);
        }
    }

    public class SerializedProperty
    {
        static readonly HashSet<string> s_Expanded = new HashSet<string>();

        readonly SerializedObject m_Owner;
        readonly object[] m_Path;

        internal SerializedProperty(SerializedObject owner, object[] path)
        {
            m_Owner = owner;
            m_Path = path;
        }

        /// <summary>For tests: opens every foldout.</summary>
        public static bool AllExpanded { get; set; }

        public string name
        {
            get { return ((FieldInfo)m_Path.Last(step => step is FieldInfo)).Name; }
        }

        public string propertyPath
        {
            get
            {
                return string.Join(".", m_Path.Select(step =>
                    step is FieldInfo ? ((FieldInfo)step).Name : "Array.data[" + step + "]").ToArray());
            }
        }

        public bool isExpanded
        {
            get { return AllExpanded || s_Expanded.Contains(propertyPath); }
            set
            {
                if (value)
                {
                    s_Expanded.Add(propertyPath);
                }
                else
                {
                    s_Expanded.Remove(propertyPath);
                }
            }
        }

        public float floatValue
        {
            get { return (float)Value; }
            set { Value = value; }
        }

        public int intValue
        {
            get { return Convert.ToInt32(Value); }
            set { Value = Value is Enum ? Enum.ToObject(Value.GetType(), value) : (object)value; }
        }

        public string stringValue
        {
            get { return (string)Value; }
            set { Value = value; }
        }

        public UnityEngine.Vector2 vector2Value
        {
            get { return (UnityEngine.Vector2)Value; }
            set { Value = value; }
        }

        public int arraySize
        {
            get { return ((Array)Value).Length; }
            set
            {
                Array old = (Array)Value;
                Array made = Array.CreateInstance(old.GetType().GetElementType(), value);
                for (int index = 0; index < value; index++)
                {
                    made.SetValue(
                        index < old.Length ? old.GetValue(index)
                            : old.Length > 0 ? SerializedObject.CloneValue(old.GetValue(old.Length - 1))
                            : Activator.CreateInstance(old.GetType().GetElementType()),
                        index);
                }
                Value = made;
            }
        }

        internal object Value
        {
            get { return Follow(m_Path.Length); }
            set
            {
                object holder = Follow(m_Path.Length - 1);
                object last = m_Path[m_Path.Length - 1];
                if (last is int)
                {
                    ((Array)holder).SetValue(value, (int)last);
                }
                else
                {
                    ((FieldInfo)last).SetValue(holder, value);
                }
            }
        }

        public SerializedProperty FindPropertyRelative(string relativePropertyPath)
        {
            return new SerializedProperty(
                m_Owner, Extend(SerializedObject.FieldOf(Value.GetType(), relativePropertyPath)));
        }

        public SerializedProperty GetArrayElementAtIndex(int index)
        {
            if (index < 0 || index >= arraySize)
            {
                throw new IndexOutOfRangeException();
            }
            return new SerializedProperty(m_Owner, Extend(index));
        }

        // The new element equals the one before it, as in Unity.
        public void InsertArrayElementAtIndex(int index)
        {
            List<object> items = ((Array)Value).Cast<object>().ToList();
            Type type = Value.GetType().GetElementType();
            items.Insert(index, items.Count == 0
                ? Activator.CreateInstance(type) : SerializedObject.CloneValue(items[Math.Max(0, index - 1)]));
            Take(items, type);
        }

        public void DeleteArrayElementAtIndex(int index)
        {
            List<object> items = ((Array)Value).Cast<object>().ToList();
            items.RemoveAt(index);
            Take(items, Value.GetType().GetElementType());
        }

        public bool MoveArrayElement(int srcIndex, int dstIndex)
        {
            List<object> items = ((Array)Value).Cast<object>().ToList();
            object moved = items[srcIndex];
            items.RemoveAt(srcIndex);
            items.Insert(dstIndex, moved);
            Take(items, Value.GetType().GetElementType());
            return true;
        }

        void Take(List<object> items, Type type)
        {
            Array made = Array.CreateInstance(type, items.Count);
            for (int index = 0; index < made.Length; index++)
            {
                made.SetValue(items[index], index);
            }
            Value = made;
        }

        object[] Extend(object step)
        {
            return m_Path.Concat(new[] { step }).ToArray();
        }

        object Follow(int steps)
        {
            object found = m_Owner.Copy;
            for (int step = 0; step < steps; step++)
            {
                found = m_Path[step] is int
                    ? ((Array)found).GetValue((int)m_Path[step]) : ((FieldInfo)m_Path[step]).GetValue(found);
            }
            return found;
        }
    }

    public class Undo
    {
        static readonly List<Action> s_Steps = new List<Action>();

        public delegate void UndoRedoCallback();

        public static UndoRedoCallback undoRedoPerformed;

        public static void PerformUndo()
        {
            if (s_Steps.Count > 0)
            {
                Action last = s_Steps[s_Steps.Count - 1];
                s_Steps.RemoveAt(s_Steps.Count - 1);
                last();
                if (undoRedoPerformed != null)
                {
                    undoRedoPerformed();
                }
            }
        }

        public static void IncrementCurrentGroup()
        {
        }

        internal static void Push(Action undo)
        {
            s_Steps.Add(undo);
        }
    }
}
