using Clamber.Core;

namespace Clamber.Game
{
    /// <summary>Makes a task fit for a race: nothing in it differs between racers but what they are.</summary>
    public static class RaceTask
    {
        // No race lasts this long, s.
        const double k_NoLimit = 1e6;

        /// <summary>
        /// Changes a task: another course, no noise in the start, mean values for what is drawn, no pushes, no end of
        /// time. A steered creature may stand still, and is asked for a new command at every decision; one without a
        /// brain may stand still, too.
        /// </summary>
        public static void Prepare(TaskSpec task, CourseSpec course, bool steered, bool thinks)
        {
            task.Course = course;
            task.Endings.TimeLimit = k_NoLimit;
            Randomisation drawn = task.Randomisation;
            drawn.JointNoiseDeg = 0.0;
            drawn.YawNoiseDeg = 0.0;
            drawn.VelocityNoise = 0.0;
            drawn.PushSpeed = 0.0;
            drawn.Friction = Middle(drawn.Friction);
            drawn.MassScale = Middle(drawn.MassScale);
            drawn.MotorStrength = Middle(drawn.MotorStrength);
            drawn.GravityScale = new Vector2d(1.0, 1.0);
            drawn.ActionDelay = new Vector2d(drawn.ActionDelay.X, drawn.ActionDelay.X);
            task.Command.HeadingDeg = new Vector2d(0.0, 0.0);
            task.Command.TargetSpeed = Middle(task.Command.TargetSpeed);
            if (steered || !thinks)
            {
                task.Endings.StuckSeconds = 0.0;
            }
            if (steered)
            {
                task.Command.ResampleSeconds = task.PhysicsStep * task.DecisionSteps;
            }
        }

        static Vector2d Middle(Vector2d range)
        {
            double middle = 0.5 * (range.X + range.Y);
            return new Vector2d(middle, middle);
        }
    }
}
