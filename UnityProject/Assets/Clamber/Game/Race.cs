using System;
using Clamber.Core;
using Clamber.Runtime;
using UnityEngine;

namespace Clamber.Game
{
    /// <summary>
    /// The game: a menu to choose a race in, then the race. Keyboard and gamepad: see <see cref="PlayerInput"/>.
    /// </summary>
    [DisallowMultipleComponent]
    public sealed class Race : MonoBehaviour
    {
        const float k_SlowMotion = 0.25f;

        // The height, in points, that menu and display are laid out for.
        const float k_ScreenHeight = 720f;

        [SerializeField, Tooltip("Whose bodies can race.")]
        TaskAsset[] m_Tasks;

        [SerializeField, Tooltip("Where they can race.")]
        CourseAsset[] m_Courses;

        [SerializeField, Tooltip("The brains that they can race with.")]
        RaceBrain[] m_Brains;

        [SerializeField, Tooltip("What courses look like.")]
        Material m_CourseMaterial;

        [SerializeField, Tooltip("What creatures look like.")]
        Material m_CreatureMaterial;

        [SerializeField, Tooltip("Watches the race.")]
        RaceCamera m_Camera;

        [SerializeField, Tooltip("What can be thrown at racers.")]
        Boulders m_Boulders;

        readonly RaceSettings m_Settings = new RaceSettings();
        readonly RaceMenu m_Menu = new RaceMenu();
        readonly RaceDisplay m_Display = new RaceDisplay();
        RaceCatalog m_Catalog;
        RaceStyles m_Styles;
        bool m_Slow;

        /// <summary>What is chosen in the menu.</summary>
        public RaceSettings Settings
        {
            get { return m_Settings; }
        }

        /// <summary>The race that is on, or null while the menu is open.</summary>
        public RaceField Field { get; private set; }

        /// <summary>What cannot be done, in one line; empty if nothing is wrong.</summary>
        public string Problem { get; private set; }

        /// <summary>The racer that the camera watches, boulders fly at, and the display marks.</summary>
        public int Watched { get; private set; }

        /// <summary>Whether the race stands still.</summary>
        public bool Paused { get; private set; }

        /// <summary>The camera.</summary>
        public RaceCamera View
        {
            get { return m_Camera; }
        }

        /// <summary>Sets the fields of a race made by code, while its object is inactive.</summary>
        public void SetUp(
            TaskAsset[] tasks, CourseAsset[] courses, RaceBrain[] brains, RaceCamera view, Boulders boulders)
        {
            m_Tasks = tasks;
            m_Courses = courses;
            m_Brains = brains;
            m_Camera = view;
            m_Boulders = boulders;
        }

        /// <summary>Begins the race that is chosen, in place of the one that is on.</summary>
        public void Begin()
        {
            Leave();
            try
            {
                Field = new RaceField(transform, m_Catalog, m_Settings, m_CourseMaterial, m_CreatureMaterial);
                Watch(Math.Max(m_Settings.Steered, 0));
                Problem = "";
            }
            catch (ArgumentException problem)
            {
                Problem = problem.Message;
            }
        }

        /// <summary>Begins the race anew with another seed.</summary>
        public void BeginWithNewSeed()
        {
            m_Settings.NewSeed();
            Begin();
        }

        /// <summary>Goes back to the menu.</summary>
        public void Leave()
        {
            m_Boulders.Clear();
            m_Camera.Target = null;
            if (Field != null)
            {
                Field.Remove();
                Field = null;
            }
            Paused = false;
            ShowTime();
        }

        /// <summary>Watches a racer.</summary>
        public void Watch(int racer)
        {
            Watched = racer;
            m_Camera.Target = Field.Racers[racer];
        }

        void Awake()
        {
            Problem = "";
            try
            {
                m_Catalog = new RaceCatalog(m_Tasks, m_Courses, m_Brains);
            }
            catch (ArgumentException problem)
            {
                Debug.LogError("Clamber: " + problem.Message);
                Problem = problem.Message;
            }
        }

        void OnDisable()
        {
            // The Editor keeps the time scale from one play to the next.
            Time.timeScale = 1f;
        }

        void FixedUpdate()
        {
            if (Field != null)
            {
                Field.Step();
            }
        }

        void Update()
        {
            if (Field == null)
            {
                if (PlayerInput.Begin && m_Catalog != null)
                {
                    Begin();
                }
                return;
            }
            if (PlayerInput.Restart)
            {
                BeginWithNewSeed();
                return;
            }
            Paused ^= PlayerInput.Pause;
            m_Slow ^= PlayerInput.SlowMotion;
            ShowTime();
            if (PlayerInput.NextRacer)
            {
                Watch(RaceSettings.Cycle(Watched, 1, Field.Racers.Count));
            }
            if (PlayerInput.NextCamera)
            {
                m_Camera.Rig.NextMode();
            }
            if (PlayerInput.Throw && !Paused)
            {
                m_Boulders.Throw(m_Camera.Rig.Position, Field.Racers[Watched]);
            }
            Steer();
        }

        void Steer()
        {
            // The keys that steer, or move a joint by hand, also fly a free camera.
            bool free = m_Camera.Rig.Mode == CameraMode.Free;
            foreach (Racer racer in Field.Racers)
            {
                if (racer.Steering != null)
                {
                    racer.Agent.HandControlled = !free;
                    racer.Steering.Follow(
                        free ? 0.0 : PlayerInput.Forward, free ? 0.0 : PlayerInput.Right, Time.deltaTime);
                }
            }
        }

        void ShowTime()
        {
            Time.timeScale = Paused ? 0f : m_Slow ? k_SlowMotion : 1f;
        }

        void OnGUI()
        {
            m_Styles = m_Styles ?? new RaceStyles();
            float scale = Screen.height / k_ScreenHeight;
            GUI.matrix = Matrix4x4.Scale(new Vector3(scale, scale, 1f));
            float width = Screen.width / scale;
            if (Field != null)
            {
                m_Display.Draw(this, m_Settings, m_Catalog, m_Styles, width, k_ScreenHeight, m_Slow);
            }
            else if (m_Menu.Draw(m_Settings, m_Catalog, Problem, m_Styles, width, k_ScreenHeight))
            {
                Begin();
            }
        }
    }
}
