using System;
using System.Collections.Generic;
using System.Linq;
using Clamber.Core;
using Clamber.Runtime;
using UnityEngine;

namespace Clamber.Game
{
    /// <summary>What can be chosen for a race: creatures, for each of them brains, and courses.</summary>
    public sealed class RaceCatalog
    {
        readonly TaskAsset[] m_Tasks;
        readonly CourseAsset[] m_Courses;
        readonly RaceBrain[] m_Brains;
        readonly BodyAsset[] m_Creatures;

        /// <summary>Made of what the scene lists.</summary>
        /// <exception cref="ArgumentException">One line, for a list without anything to race with.</exception>
        public RaceCatalog(TaskAsset[] tasks, CourseAsset[] courses, RaceBrain[] brains)
        {
            m_Tasks = Present(tasks).Where(task => task.Body != null).ToArray();
            m_Courses = Present(courses).ToArray();
            m_Brains = (brains ?? new RaceBrain[0])
                .Where(brain => brain != null && brain.Model != null && m_Tasks.Contains(brain.Task)).ToArray();
            m_Creatures = m_Tasks.Select(task => task.Body).Distinct().ToArray();
            if (m_Creatures.Length == 0)
            {
                throw new ArgumentException(
                    "Race: m_Tasks: the list has no task with a body; one is needed");
            }
            if (m_Courses.Length == 0)
            {
                throw new ArgumentException("Race: m_Courses: the list is empty; at least one course is needed");
            }
        }

        /// <summary>How many creatures there are.</summary>
        public int Creatures
        {
            get { return m_Creatures.Length; }
        }

        /// <summary>How many courses there are.</summary>
        public int Courses
        {
            get { return m_Courses.Length; }
        }

        /// <summary>A creature's name.</summary>
        public string CreatureName(int creature)
        {
            return m_Creatures[creature].name;
        }

        /// <summary>How many brains fit a creature.</summary>
        public int Brains(int creature)
        {
            return BrainsOf(creature).Count;
        }

        /// <summary>A brain's name; one past the last is no brain.</summary>
        public string BrainName(RacerChoice choice)
        {
            RaceBrain brain = Brain(choice);
            return brain == null ? "no brain" : brain.Model.name;
        }

        /// <summary>The brain that was chosen, or null.</summary>
        public RaceBrain Brain(RacerChoice choice)
        {
            List<RaceBrain> brains = BrainsOf(choice.Creature);
            return choice.Brain < brains.Count ? brains[choice.Brain] : null;
        }

        /// <summary>The task that a creature with that brain lives: the brain's, else any of the creature's.</summary>
        public TaskAsset Task(RacerChoice choice)
        {
            RaceBrain brain = Brain(choice);
            return brain != null ? brain.Task : m_Tasks.First(task => task.Body == m_Creatures[choice.Creature]);
        }

        /// <summary>A course.</summary>
        public CourseAsset Course(int course)
        {
            return m_Courses[course];
        }

        List<RaceBrain> BrainsOf(int creature)
        {
            return m_Brains.Where(brain => brain.Task.Body == m_Creatures[creature]).ToList();
        }

        static IEnumerable<T> Present<T>(T[] assets) where T : ScriptableObject
        {
            return (assets ?? new T[0]).Where(asset => asset != null);
        }
    }
}
