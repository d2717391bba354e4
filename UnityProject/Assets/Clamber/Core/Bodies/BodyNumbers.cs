namespace Clamber.Core
{
    /// <summary>Checks each number of a body against the limits that Python has for it.</summary>
    public static class BodyNumbers
    {
        /// <summary>The first number that is not allowed in one line, or null.</summary>
        public static string FirstProblem(BodySpec body)
        {
            return FieldCheck.Number("m_StandingHeight", body.StandingHeight, 0.01, 10.0, "m")
                ?? FieldCheck.Number("m_LegLength", body.LegLength, 0.01, 10.0, "m")
                ?? LinkProblem(body.Links)
                ?? AxisProblem(body.Axes)
                ?? MuscleProblem(body.Muscles);
        }

        static string LinkProblem(Link[] links)
        {
            string problem = null;
            for (int link = 0; link < links.Length && problem == null; link++)
            {
                string field = "m_Links[" + link + "].";
                problem = FieldCheck.Vector(field + "m_Position", links[link].Position, -10.0, 10.0, "m");
                Shape[] shapes = links[link].Shapes;
                for (int shape = 0; shape < shapes.Length && problem == null; shape++)
                {
                    problem = ShapeProblem(shapes[shape], field + "m_Shapes[" + shape + "].");
                }
            }
            return problem;
        }

        static string ShapeProblem(Shape shape, string field)
        {
            return FieldCheck.Vector(field + "m_Position", shape.Position, -10.0, 10.0, "m")
                ?? FieldCheck.Vector(field + "m_Size", shape.Size, 0.0, 10.0, "m")
                ?? FieldCheck.Number(field + "m_Mass", shape.Mass, 0.0, 1000.0, "kg");
        }

        static string AxisProblem(Axis[] axes)
        {
            string problem = null;
            for (int index = 0; index < axes.Length && problem == null; index++)
            {
                Axis axis = axes[index];
                string field = "m_Axes[" + index + "].";
                problem = FieldCheck.Vector(field + "m_Direction", axis.Direction, -1.0, 1.0)
                    ?? FieldCheck.Range(field + "m_RangeDeg", axis.RangeDeg, -360.0, 360.0, "deg")
                    ?? FieldCheck.Number(field + "m_NeutralDeg", axis.NeutralDeg, -360.0, 360.0, "deg")
                    ?? FieldCheck.Number(field + "m_Stiffness", axis.Stiffness, 0.0, 1e5, "N m/rad")
                    ?? FieldCheck.Number(field + "m_Damping", axis.Damping, 0.0, 1e5, "N m s/rad")
                    ?? FieldCheck.Number(field + "m_ForceLimit", axis.ForceLimit, 0.0, 1e5, "N m");
            }
            return problem;
        }

        static string MuscleProblem(Muscle[] muscles)
        {
            string problem = null;
            for (int index = 0; index < muscles.Length && problem == null; index++)
            {
                Muscle muscle = muscles[index];
                string field = "m_Muscles[" + index + "].";
                problem = FieldCheck.Number(field + "m_Force", muscle.Force, 0.0, 1e5, "N")
                    ?? FieldCheck.Number(field + "m_OptimalLength", muscle.OptimalLength, 1e-4, 10.0, "m")
                    ?? FieldCheck.Number(field + "m_NeutralLength", muscle.NeutralLength, 1e-4, 10.0, "m")
                    ?? FieldCheck.Number(
                        field + "m_MaxVelocity", muscle.MaxVelocity, 0.01, 1000.0, "optimal lengths/s")
                    ?? FieldCheck.Number(field + "m_PassiveForce", muscle.PassiveForce, 0.0, 10.0);
                MomentArm[] arms = muscle.MomentArms;
                for (int arm = 0; arm < arms.Length && problem == null; arm++)
                {
                    problem = FieldCheck.Number(
                        field + "m_MomentArms[" + arm + "].m_Arm", arms[arm].Arm, -1.0, 1.0, "m");
                }
            }
            return problem;
        }
    }
}
