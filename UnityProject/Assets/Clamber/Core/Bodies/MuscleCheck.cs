using System;

namespace Clamber.Core
{
    /// <summary>Checks what a body's muscles pull on.</summary>
    public static class MuscleCheck
    {
        /// <summary>The first thing wrong with a muscle in one line, or null.</summary>
        public static string FirstProblem(BodySpec body)
        {
            for (int muscle = 0; muscle < body.Muscles.Length; muscle++)
            {
                MomentArm[] arms = body.Muscles[muscle].MomentArms;
                string field = "m_Muscles[" + muscle + "].m_MomentArms";
                if (arms.Length < 1 || arms.Length > 2)
                {
                    return field + ": a list of " + arms.Length
                        + " is not allowed; a muscle pulls on one or two axes";
                }
                for (int index = 0; index < arms.Length; index++)
                {
                    string problem = ArmProblem(body.Axes, arms, index);
                    if (problem != null)
                    {
                        return field + "[" + index + "]." + problem;
                    }
                }
            }
            return null;
        }

        static string ArmProblem(Axis[] axes, MomentArm[] arms, int index)
        {
            string pulled = arms[index].Axis;
            if (!Array.Exists(axes, axis => axis.Name == pulled))
            {
                return "m_Axis: " + (pulled.Length > 0 ? pulled : "nothing") + " is not allowed; one of "
                    + string.Join(", ", Array.ConvertAll(axes, axis => axis.Name));
            }
            if (Array.FindIndex(arms, arm => arm.Axis == pulled) < index)
            {
                return "m_Axis: " + pulled + " is not allowed; the muscle pulls on that axis already";
            }
            return arms[index].Arm != 0.0 ? null
                : "m_Arm: 0 is not allowed; a muscle without an arm pulls on nothing";
        }
    }
}
