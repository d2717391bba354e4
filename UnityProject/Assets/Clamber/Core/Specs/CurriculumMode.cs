namespace Clamber.Core
{
    /// <summary>Who sets an agent's difficulty.</summary>
    public enum CurriculumMode
    {
        /// <summary>The environment parameter `difficulty`, else the task's.</summary>
        Lesson = 0,

        /// <summary>Each agent is promoted and demoted by its own episodes.</summary>
        PerAgent = 1,
    }
}
