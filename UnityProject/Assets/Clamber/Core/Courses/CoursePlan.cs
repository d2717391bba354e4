using System;

namespace Clamber.Core
{
    /// <summary>A course's spec made ready for generation: checked, and its raster laid out. Leg lengths.</summary>
    public sealed class CoursePlan
    {
        /// <summary>Flat ground after the finish, on which a creature can run out.</summary>
        public const double RunOut = 4.0;

        /// <summary>Distance between the raster's cell centres along the lane.</summary>
        public const double CellLength = 0.05;

        /// <summary>Distance between the raster's cell centres across the lane.</summary>
        public const double CellWidth = 0.1;

        // Lets a whole number of cells be recognised after rounding.
        const double k_Rounding = 1e-6;

        /// <summary>Plans a course.</summary>
        /// <exception cref="ArgumentException">One line: the field and what is wrong with it.</exception>
        public CoursePlan(CourseSpec spec)
        {
            string problem = CourseCheck.FirstProblem(spec);
            if (problem != null)
            {
                throw new ArgumentException(problem);
            }
            Spec = spec;
            Segments = Array.ConvertAll(spec.Segments, entry => new SegmentPlan(entry));
            foreach (SegmentPlan segment in Segments)
            {
                Weight += segment.Weight;
            }
            Columns = (int)Math.Floor((spec.StartLength + spec.Length + RunOut) / CellLength + k_Rounding);
            Rows = (int)Math.Floor(spec.Width / CellWidth + k_Rounding);
            FirstX = CellLength * 0.5 - spec.StartLength;
            FirstY = (Rows - 1) * CellWidth * -0.5;
        }

        /// <summary>What is planned.</summary>
        public CourseSpec Spec { get; private set; }

        /// <summary>The kinds.</summary>
        public SegmentPlan[] Segments { get; private set; }

        /// <summary>The sum of the segments' weights.</summary>
        public double Weight { get; private set; }

        /// <summary>The raster's cells along the lane.</summary>
        public int Columns { get; private set; }

        /// <summary>The raster's cells across the lane.</summary>
        public int Rows { get; private set; }

        /// <summary>x of the first cell's centre.</summary>
        public double FirstX { get; private set; }

        /// <summary>y of the first cell's centre.</summary>
        public double FirstY { get; private set; }

        /// <summary>Where the run-out ends.</summary>
        public double End
        {
            get { return Spec.Length + RunOut; }
        }
    }
}
