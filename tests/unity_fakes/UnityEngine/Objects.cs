using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;

namespace UnityEngine
{
    public class Object
    {
        static readonly List<Object> s_Made = new List<Object>();

        internal bool IsDestroyed;

        public HideFlags hideFlags { get; set; }

        /// <summary>For tests: how many of what code makes and must destroy are left.</summary>
        public static int Left<T>() where T : Object
        {
            return s_Made.OfType<T>().Count(made => !made.IsDestroyed);
        }

        protected void Count()
        {
            s_Made.Add(this);
        }

        public string name { get; set; }

        public static implicit operator bool(Object exists)
        {
            return !IsNull(exists);
        }

        public static bool operator ==(Object x, Object y)
        {
            return IsNull(x) ? IsNull(y) : ReferenceEquals(x, y);
        }

        public static bool operator !=(Object x, Object y)
        {
            return !(x == y);
        }

        public override bool Equals(object other)
        {
            return ReferenceEquals(this, other);
        }

        public override int GetHashCode()
        {
            return base.GetHashCode();
        }

        public static void Destroy(Object obj)
        {
            DestroyImmediate(obj);
        }

        public static void DestroyImmediate(Object obj)
        {
            GameObject gameObject = obj as GameObject;
            if (gameObject != null)
            {
                gameObject.Remove();
            }
            if (!ReferenceEquals(obj, null))
            {
                obj.IsDestroyed = true;
            }
        }

        static bool IsNull(Object obj)
        {
            return ReferenceEquals(obj, null) || obj.IsDestroyed;
        }
    }

    public class ScriptableObject : Object
    {
        public static T CreateInstance<T>() where T : ScriptableObject
        {
            return Activator.CreateInstance<T>();
        }
    }

    public class Component : Object
    {
        public GameObject gameObject { get; internal set; }

        public Transform transform
        {
            get { return gameObject.transform; }
        }

        public T GetComponent<T>()
        {
            return gameObject.GetComponent<T>();
        }

        public T[] GetComponents<T>()
        {
            return gameObject.GetComponents<T>();
        }

        public T[] GetComponentsInChildren<T>()
        {
            return gameObject.GetComponentsInChildren<T>();
        }

        public T GetComponentInParent<T>()
        {
            for (Transform step = transform; step != null; step = step.parent)
            {
                T found = step.gameObject.GetComponent<T>();
                if (found != null)
                {
                    return found;
                }
            }
            return default(T);
        }
    }

    public class Behaviour : Component
    {
        public Behaviour()
        {
            enabled = true;
        }

        public bool enabled { get; set; }
    }

    public class MonoBehaviour : Behaviour
    {
    }

    public sealed class GameObject : Object
    {
        readonly List<Component> m_Components = new List<Component>();

        public GameObject(string name)
        {
            this.name = name;
            activeSelf = true;
            transform = AddComponent<Transform>();
        }

        public static GameObject CreatePrimitive(PrimitiveType type)
        {
            GameObject made = new GameObject(type.ToString());
            made.AddComponent<MeshFilter>();
            made.AddComponent<SphereCollider>().radius = 0.5f;
            made.AddComponent<MeshRenderer>();
            return made;
        }

        public Transform transform { get; private set; }

        public int layer { get; set; }

        public bool activeSelf { get; private set; }

        public bool activeInHierarchy
        {
            get { return activeSelf && (transform.parent == null || transform.parent.gameObject.activeInHierarchy); }
        }

        public void SetActive(bool value)
        {
            bool before = activeInHierarchy;
            activeSelf = value;
            if (activeInHierarchy && !before)
            {
                foreach (Component component in GetComponentsInChildren<Component>())
                {
                    component.gameObject.Wake(component);
                }
            }
            else if (before && !activeInHierarchy)
            {
                Sleep();
            }
        }

        public T AddComponent<T>() where T : Component
        {
            return (T)AddComponent(typeof(T));
        }

        public Component AddComponent(Type componentType)
        {
            foreach (RequireComponent needed in componentType.GetCustomAttributes(typeof(RequireComponent), true))
            {
                if (needed.m_Type0 != typeof(Transform) && !m_Components.Any(c => needed.m_Type0.IsInstanceOfType(c)))
                {
                    AddComponent(needed.m_Type0);
                }
            }
            Component component = (Component)Activator.CreateInstance(componentType);
            component.gameObject = this;
            component.name = name;
            m_Components.Add(component);
            MeshFilter shown = GetComponent<MeshFilter>();
            if (component is MeshCollider && shown != null)
            {
                // Unity may do so: its default is the mesh that is looked at.
                ((MeshCollider)component).sharedMesh = shown.sharedMesh;
            }
            if (transform != null && activeInHierarchy)
            {
                Wake(component);
            }
            return component;
        }

        public T GetComponent<T>()
        {
            return m_Components.OfType<T>().FirstOrDefault();
        }

        public T[] GetComponents<T>()
        {
            return m_Components.OfType<T>().ToArray();
        }

        public T[] GetComponentsInChildren<T>()
        {
            List<T> found = new List<T>(m_Components.OfType<T>());
            for (int index = 0; index < transform.childCount; index++)
            {
                found.AddRange(transform.GetChild(index).gameObject.GetComponentsInChildren<T>());
            }
            return found.ToArray();
        }

        internal void Remove()
        {
            Sleep();
            transform.SetParent(null, false);
            foreach (Component component in GetComponentsInChildren<Component>())
            {
                if (component.gameObject.m_Awake.Contains(component))
                {
                    Send(component, "OnDestroy");
                }
                component.IsDestroyed = true;
                component.gameObject.IsDestroyed = true;
            }
        }

        // Unity calls Awake once, when the object is first active, and OnEnable whenever it becomes so.
        readonly HashSet<Component> m_Awake = new HashSet<Component>();
        readonly HashSet<Component> m_On = new HashSet<Component>();

        void Wake(Component component)
        {
            if (!activeInHierarchy)
            {
                return;
            }
            if (m_Awake.Add(component))
            {
                Send(component, "Awake");
            }
            if (m_On.Add(component))
            {
                Send(component, "OnEnable");
            }
        }

        // What was on is told when the object, or one above it, is switched off or destroyed.
        void Sleep()
        {
            foreach (Component component in GetComponentsInChildren<Component>())
            {
                if (component.gameObject.m_On.Remove(component))
                {
                    Send(component, "OnDisable");
                }
            }
        }

        /// <summary>For tests, too: calls what Unity calls by name, such as Update.</summary>
        public static void Send(Component component, string message, params object[] arguments)
        {
            if (!(component is MonoBehaviour))
            {
                return;
            }
            for (Type type = component.GetType(); type != typeof(MonoBehaviour); type = type.BaseType)
            {
                MethodInfo method = type.GetMethod(
                    message,
                    BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly);
                if (method != null)
                {
                    method.Invoke(component, arguments);
                    return;
                }
            }
        }
    }
}
