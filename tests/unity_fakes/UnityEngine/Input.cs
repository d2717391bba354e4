using System.Collections.Generic;

namespace UnityEngine
{
    public enum KeyCode
    {
        Backspace = 8,
        Tab = 9,
        Return = 13,
        Escape = 27,
        Space = 32,
        LeftBracket = 91,
        RightBracket = 93,
        A = 97,
        C = 99,
        D = 100,
        E = 101,
        P = 112,
        Q = 113,
        R = 114,
        S = 115,
        T = 116,
        W = 119,
        UpArrow = 273,
        DownArrow = 274,
        RightArrow = 275,
        LeftArrow = 276,
        PageUp = 280,
        PageDown = 281,
        JoystickButton0 = 330,
        JoystickButton1 = 331,
        JoystickButton2 = 332,
        JoystickButton3 = 333,
        JoystickButton4 = 334,
        JoystickButton5 = 335,
        JoystickButton6 = 336,
        JoystickButton7 = 337,
        JoystickButton9 = 339,
    }

    /// <summary>Keys, buttons and axes are what a test says.</summary>
    public class Input
    {
        /// <summary>Keys held down.</summary>
        public static readonly HashSet<KeyCode> Held = new HashSet<KeyCode>();

        /// <summary>Keys that went down in this frame.</summary>
        public static readonly HashSet<KeyCode> Down = new HashSet<KeyCode>();

        /// <summary>Mouse buttons held down.</summary>
        public static readonly HashSet<int> MouseHeld = new HashSet<int>();

        /// <summary>The axes of ProjectSettings/InputManager.asset; asking for another one is an error, as in Unity.
        /// </summary>
        public static readonly Dictionary<string, float> Axes = new Dictionary<string, float>
        {
            { "Move X", 0f }, { "Move Y", 0f }, { "Look X", 0f }, { "Look Y", 0f }, { "Mouse X", 0f },
            { "Mouse Y", 0f },
        };

        public static float GetAxisRaw(string axisName)
        {
            float value;
            if (!Axes.TryGetValue(axisName, out value))
            {
                throw new System.ArgumentException("Input Axis " + axisName + " is not setup.");
            }
            return value;
        }

        public static bool GetKey(KeyCode key)
        {
            return Held.Contains(key);
        }

        public static bool GetKeyDown(KeyCode key)
        {
            return Down.Contains(key);
        }

        public static bool GetMouseButton(int button)
        {
            return MouseHeld.Contains(button);
        }
    }
}
