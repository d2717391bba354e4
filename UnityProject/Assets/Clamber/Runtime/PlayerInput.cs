using System;
using UnityEngine;

namespace Clamber.Runtime
{
    /// <summary>
    /// The only place that reads keyboard, mouse and gamepad. Gamepad buttons are numbered as on Windows; Linux, as far
    /// as is known, differs in the pressed sticks, macOS in all. The sticks are the axes of
    /// ProjectSettings/InputManager.asset.
    /// </summary>
    public static class PlayerInput
    {
        /// <summary>To the right: D, right arrow or the left stick, from -1 to 1.</summary>
        public static double Right
        {
            get { return Along(KeyCode.A, KeyCode.LeftArrow, KeyCode.D, KeyCode.RightArrow, "Move X"); }
        }

        /// <summary>Forwards: W, up arrow or the left stick, from -1 to 1.</summary>
        public static double Forward
        {
            get { return Along(KeyCode.S, KeyCode.DownArrow, KeyCode.W, KeyCode.UpArrow, "Move Y"); }
        }

        /// <summary>Upwards: E, from -1 to 1; Q is downwards.</summary>
        public static double Up
        {
            get { return Along(KeyCode.Q, KeyCode.PageDown, KeyCode.E, KeyCode.PageUp, null); }
        }

        /// <summary>Looking to the right: the right stick, from -1 to 1.</summary>
        public static double LookRight
        {
            get { return Input.GetAxisRaw("Look X"); }
        }

        /// <summary>Looking upwards: the right stick, from -1 to 1.</summary>
        public static double LookUp
        {
            get { return Input.GetAxisRaw("Look Y"); }
        }

        /// <summary>How far the mouse went to the right in this frame, if its right button is held.</summary>
        public static double MouseRight
        {
            get { return Looking(Input.GetAxisRaw("Mouse X")); }
        }

        /// <summary>How far it went up likewise, as Unity counts.</summary>
        public static double MouseUp
        {
            get { return Looking(Input.GetAxisRaw("Mouse Y")); }
        }

        /// <summary>Which way the next joint is to be chosen: ] or RB is 1, [ or LB is -1, else 0.</summary>
        public static int ChooseJoint
        {
            get
            {
                bool next = Input.GetKey(KeyCode.RightBracket) || Input.GetKey(KeyCode.JoystickButton5);
                bool before = Input.GetKey(KeyCode.LeftBracket) || Input.GetKey(KeyCode.JoystickButton4);
                return (next ? 1 : 0) - (before ? 1 : 0);
            }
        }

        /// <summary>All joints back to neutral: backspace or B.</summary>
        public static bool NeutralJoints
        {
            get { return Input.GetKey(KeyCode.Backspace) || Input.GetKey(KeyCode.JoystickButton1); }
        }

        /// <summary>Throw a boulder: space or A, in the frame in which it is pressed; so are all below.</summary>
        public static bool Throw
        {
            get { return Pressed(KeyCode.Space, KeyCode.JoystickButton0); }
        }

        /// <summary>Begin what the menu shows: return or Start.</summary>
        public static bool Begin
        {
            get { return Pressed(KeyCode.Return, KeyCode.JoystickButton7); }
        }

        /// <summary>The next camera: C or X.</summary>
        public static bool NextCamera
        {
            get { return Pressed(KeyCode.C, KeyCode.JoystickButton2); }
        }

        /// <summary>Slow motion on or off: T or Y.</summary>
        public static bool SlowMotion
        {
            get { return Pressed(KeyCode.T, KeyCode.JoystickButton3); }
        }

        /// <summary>Once more with a new seed: R or Back.</summary>
        public static bool Restart
        {
            get { return Pressed(KeyCode.R, KeyCode.JoystickButton6); }
        }

        /// <summary>Pause on or off: P, escape or Start.</summary>
        public static bool Pause
        {
            get { return Pressed(KeyCode.P, KeyCode.JoystickButton7) || Input.GetKeyDown(KeyCode.Escape); }
        }

        /// <summary>
        /// Watch the next racer: tab, or the right stick pressed on Windows (with Unity 4 this number was the left
        /// stick on Linux and Start on macOS; nobody has tried Unity 6).
        /// </summary>
        public static bool NextRacer
        {
            get { return Pressed(KeyCode.Tab, KeyCode.JoystickButton9); }
        }

        static bool Pressed(KeyCode key, KeyCode button)
        {
            return Input.GetKeyDown(key) || Input.GetKeyDown(button);
        }

        static double Looking(float mouse)
        {
            return Input.GetMouseButton(1) ? mouse : 0.0;
        }

        static double Along(KeyCode less, KeyCode lessToo, KeyCode more, KeyCode moreToo, string stick)
        {
            double value = stick == null ? 0.0 : Input.GetAxisRaw(stick);
            value += Input.GetKey(more) || Input.GetKey(moreToo) ? 1.0 : 0.0;
            value -= Input.GetKey(less) || Input.GetKey(lessToo) ? 1.0 : 0.0;
            return Math.Min(Math.Max(value, -1.0), 1.0);
        }
    }
}
