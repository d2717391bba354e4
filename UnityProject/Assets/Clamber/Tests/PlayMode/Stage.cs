using System;
using Clamber.Core;
using Clamber.Runtime;
using UnityEngine;

namespace Clamber.PlayMode
{
    /// <summary>
    /// A creature on a lane of its own, stepped by the test instead of by the game, so that a test takes no longer than
    /// the physics it needs.
    /// </summary>
    public sealed class Stage : IDisposable
    {
        /// <summary>Of the physics, s.</summary>
        public const float Step = 0.005f;

        readonly GameObject m_Lane;
        readonly SimulationMode m_Before;
        readonly double[] m_Neutral;

        /// <summary>Builds a body on level ground, or in empty space.</summary>
        /// <param name="body">The plan.</param>
        /// <param name="ground">Whether there is ground.</param>
        /// <param name="gravity">m/s^2 downwards.</param>
        /// <param name="friction">Coulomb coefficient of all contacts.</param>
        public Stage(BodySpec body, bool ground, double gravity, double friction)
        {
            m_Before = Physics.simulationMode;
            Physics.simulationMode = SimulationMode.Script;
            PhysicsMaterial material = new PhysicsMaterial("Stage")
            {
                staticFriction = (float)friction, dynamicFriction = (float)friction,
            };
            m_Lane = new GameObject("Stage") { layer = Layers.Course };
            if (ground)
            {
                CourseBuilder course = m_Lane.AddComponent<CourseBuilder>();
                course.SetMaterial(material);
                course.Place(new CourseGenerator(Level()).Generate(0, 0.0, 1.0, 1.0));
            }
            Measures measures = new Measures(body, ControlMode.DriveTarget);
            m_Neutral = measures.Neutral;
            State = new BodyState(measures);
            Creature = ArticulationBuilder.Build(body, m_Lane.transform, material, null);
            Creature.SetPhysics(new EpisodePhysics
            {
                Friction = friction, MassScale = 1.0, MotorStrength = 1.0, Gravity = gravity,
            });
            Creature.Reset(
                new Vector3d(0.0, 0.0, body.StandingHeight), Quaterniond.Identity, default(Vector3d), m_Neutral);
        }

        /// <summary>The creature.</summary>
        public Creature Creature { get; private set; }

        /// <summary>The creature's state after the last <see cref="Run"/>.</summary>
        public BodyState State { get; private set; }

        /// <summary>The joint angles of the standing pose, rad.</summary>
        public double[] Neutral
        {
            get { return m_Neutral; }
        }

        /// <summary>Lets time pass.</summary>
        public void Run(double seconds)
        {
            for (int step = 0; step < (int)Math.Round(seconds / Step); step++)
            {
                Creature.ApplyGravity();
                Physics.Simulate(Step);
                Creature.AfterPhysicsStep(Step);
            }
            Creature.Read(State);
        }

        /// <summary>Takes the stage away and gives the physics back to the game.</summary>
        public void Dispose()
        {
            UnityEngine.Object.Destroy(m_Lane);
            Physics.simulationMode = m_Before;
        }

        static CourseSpec Level()
        {
            Vector2d length = new Vector2d(5.0, 5.0);
            return new CourseSpec
            {
                Description = "",
                Length = 10.0,
                Width = 4.0,
                StartLength = 4.0,
                Spacing = new Vector2d(1.0, 1.0),
                Arrangement = Arrangement.Mixed,
                DifficultyAtStart = 1.0,
                Segments = new[]
                {
                    new SegmentSpec
                    {
                        Kind = SegmentKind.Flat,
                        Weight = 1.0,
                        Parameters = new[] { new ParameterRange { Name = "length", Easy = length, Hard = length } },
                    },
                },
            };
        }
    }
}
