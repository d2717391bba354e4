using System;
using System.Globalization;
using System.Linq;

namespace Clamber.Core
{
    /// <summary>
    /// Checks a task's own fields as Python does when it loads one, in Python's words. Its body and course have checks
    /// of their own.
    /// </summary>
    public static class TaskCheck
    {
        /// <summary>The first thing wrong with a task in one line, or null.</summary>
        /// <param name="task">With a body and a course in which nothing is wrong.</param>
        public static string FirstProblem(TaskSpec task)
        {
            return StepProblem(task)
                ?? EndingProblem(task.Endings)
                ?? CommandProblem(task.Command)
                ?? RandomisationProblem(task.Randomisation)
                ?? CurriculumProblem(task.Curriculum)
                ?? StaminaProblem(task.Stamina)
                ?? NameProblem(task.BehaviorName)
                ?? TerrainProblem(task.Terrain)
                ?? RewardProblem(task.Rewards)
                ?? LayoutProblem(task);
        }

        /// <summary>The blocks of both sensors that a task's body and terrain sense make.</summary>
        public static ObservationBlock[] Layout(TaskSpec task)
        {
            return Proprioception.Layout(new Measures(task.Body, task.Control), task.Terrain, Reserve.Has(task));
        }

        /// <summary>What is wrong with the layout that a task records, in one line, or null.</summary>
        public static string LayoutProblem(TaskSpec task)
        {
            ObservationBlock[] made = Layout(task);
            for (int index = 0; index < Math.Max(made.Length, task.Observations.Length); index++)
            {
                string wanted = index < made.Length ? Describe(made[index]) : "nothing";
                string found = index < task.Observations.Length ? Describe(task.Observations[index]) : "nothing";
                if (wanted != found)
                {
                    return "m_Observations[" + index + "]: " + found
                        + " is not allowed; the body and the terrain sense make it " + wanted;
                }
            }
            return null;
        }

        static string StepProblem(TaskSpec task)
        {
            if (task.Control == ControlMode.Muscle && task.Body.Muscles.Length == 0)
            {
                return "m_Control: Muscle is not allowed; the body has no muscles";
            }
            return FieldCheck.Number("m_CourseScale", task.CourseScale, 0.0, 10.0, "m")
                ?? FieldCheck.Number("m_PhysicsStep", task.PhysicsStep, 0.0005, 0.02, "s")
                ?? FieldCheck.Number("m_DecisionSteps", task.DecisionSteps, 1.0, 50.0)
                ?? FieldCheck.Number("m_ActionRangeDeg", task.ActionRangeDeg, 1.0, 180.0, "deg");
        }

        static string EndingProblem(Endings endings)
        {
            return FieldCheck.Number("m_Endings.m_FellOverHeight", endings.FellOverHeight, 0.0, 1.0)
                ?? FieldCheck.Number("m_Endings.m_FellOverTiltDeg", endings.FellOverTiltDeg, 0.0, 180.0, "deg")
                ?? FieldCheck.Number("m_Endings.m_OutOfBounds", endings.OutOfBounds, 0.0, 10.0, "leg lengths")
                ?? FieldCheck.Number("m_Endings.m_StuckSeconds", endings.StuckSeconds, 0.0, 600.0, "s")
                ?? FieldCheck.Number("m_Endings.m_TimeLimit", endings.TimeLimit, 0.1, 3600.0, "s");
        }

        static string CommandProblem(Command command)
        {
            return FieldCheck.Range("m_Command.m_TargetSpeed", command.TargetSpeed, 0.0, 20.0, "m/s")
                ?? FieldCheck.Range("m_Command.m_HeadingDeg", command.HeadingDeg, -180.0, 180.0, "deg")
                ?? FieldCheck.Number("m_Command.m_ResampleSeconds", command.ResampleSeconds, 0.0, 600.0, "s");
        }

        static string RandomisationProblem(Randomisation drawn)
        {
            const string k_Field = "m_Randomisation.";
            return FieldCheck.Number(k_Field + "m_JointNoiseDeg", drawn.JointNoiseDeg, 0.0, 90.0, "deg")
                ?? FieldCheck.Number(k_Field + "m_YawNoiseDeg", drawn.YawNoiseDeg, 0.0, 180.0, "deg")
                ?? FieldCheck.Number(k_Field + "m_VelocityNoise", drawn.VelocityNoise, 0.0, 10.0, "m/s")
                ?? FieldCheck.Range(k_Field + "m_Friction", drawn.Friction, 0.0, 5.0)
                ?? FieldCheck.Range(k_Field + "m_MassScale", drawn.MassScale, 0.1, 10.0)
                ?? FieldCheck.Range(k_Field + "m_MotorStrength", drawn.MotorStrength, 0.0, 10.0)
                ?? FieldCheck.Range(k_Field + "m_GravityScale", drawn.GravityScale, 0.0, 10.0)
                ?? FieldCheck.Range(k_Field + "m_ActionDelay", drawn.ActionDelay, 0.0, 20.0, "decisions")
                ?? FieldCheck.Number(k_Field + "m_PushSpeed", drawn.PushSpeed, 0.0, 10.0, "m/s")
                ?? FieldCheck.Number(k_Field + "m_PushInterval", drawn.PushInterval, 0.1, 600.0, "s");
        }

        static string CurriculumProblem(Curriculum curriculum)
        {
            string problem = FieldCheck.Number("m_Curriculum.m_Difficulty", curriculum.Difficulty, 0.0, 1.0)
                ?? FieldCheck.Number("m_Curriculum.m_Promote", curriculum.Promote, 0.0, 1.0)
                ?? FieldCheck.Number("m_Curriculum.m_Demote", curriculum.Demote, 0.0, 1.0)
                ?? FieldCheck.Number("m_Curriculum.m_Step", curriculum.Step, 0.0, 1.0);
            if (problem != null || curriculum.Demote <= curriculum.Promote)
            {
                return problem;
            }
            return string.Format(
                CultureInfo.InvariantCulture,
                "m_Curriculum.m_Demote: {0:G6} is not allowed; at most m_Promote, {1:G6}", curriculum.Demote,
                curriculum.Promote);
        }

        static string StaminaProblem(Stamina stamina)
        {
            return FieldCheck.Number("m_Stamina.m_Capacity", stamina.Capacity, 0.0, 1e5, "J/kg")
                ?? FieldCheck.Number("m_Stamina.m_Recovery", stamina.Recovery, 0.0, 1e4, "W/kg")
                ?? FieldCheck.Number("m_Stamina.m_Weakest", stamina.Weakest, 0.0, 1.0);
        }

        static string NameProblem(string name)
        {
            return name.Trim().Length > 0 && !name.Contains("?") ? null
                : "m_BehaviorName: " + (name.Length > 0 ? name : "nothing")
                    + " is not allowed; a name without '?'";
        }

        static string TerrainProblem(TerrainSense terrain)
        {
            if (terrain.FloorForward.Length > 0 == terrain.FloorSide.Length > 0)
            {
                return null;
            }
            return "m_Terrain." + (terrain.FloorForward.Length > 0 ? "m_FloorSide" : "m_FloorForward")
                + ": a list of 0 is not allowed; floor samples need both forward and side places";
        }

        static string RewardProblem(RewardTerm[] rewards)
        {
            if (rewards.Length == 0)
            {
                return "m_Rewards: a list of 0 is not allowed; at least one term";
            }
            for (int index = 0; index < rewards.Length; index++)
            {
                string name = rewards[index].Name;
                string field = "m_Rewards[" + index + "].m_Name: ";
                if (Array.FindIndex(rewards, other => other.Name == name) < index)
                {
                    return field + name + " is not allowed; it is there already";
                }
                if (!RewardTerms.Names.Contains(name))
                {
                    string[] known = RewardTerms.Names.OrderBy(term => term, StringComparer.Ordinal).ToArray();
                    return field + "'" + name + "' is not allowed; one of " + string.Join(", ", known);
                }
                string problem = FieldCheck.Number(
                    "m_Rewards[" + index + "].m_Weight", rewards[index].Weight, -1e6, 1e6);
                if (problem != null)
                {
                    return problem;
                }
            }
            return null;
        }

        static string Describe(ObservationBlock block)
        {
            return "obs_" + block.Sensor + " " + block.Name + " at " + block.Start + ", size " + block.Size;
        }
    }
}
