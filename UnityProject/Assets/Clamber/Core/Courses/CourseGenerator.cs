using System;
using System.Collections.Generic;

namespace Clamber.Core
{
    /// <summary>
    /// From a course's spec, a seed and a difficulty to a lane of terrain. Everything is computed in leg lengths with
    /// additions, multiplications, divisions, square roots and roundings down only, and multiplied by the scale at the
    /// end, so that Python gets the same lane to the last bit.
    /// </summary>
    public sealed class CourseGenerator
    {
        /// <summary>Height of a standing body, leg lengths, where nobody says how high it is.</summary>
        public const double TypicalStandingHeight = 1.25;

        readonly CoursePlan m_Plan;

        /// <summary>For the courses of one spec.</summary>
        /// <exception cref="ArgumentException">One line: the field and what is wrong with it.</exception>
        public CourseGenerator(CourseSpec spec)
        {
            m_Plan = new CoursePlan(spec);
        }

        /// <summary>Makes a course; it depends on the spec, the arguments and nothing else.</summary>
        /// <param name="seed">What it is drawn from.</param>
        /// <param name="difficulty">In [0, 1].</param>
        /// <param name="scale">Metres per leg length.</param>
        /// <param name="standingHeight">Height of the body's highest point as it stands, m; beams go by it.</param>
        public Course Generate(ulong seed, double difficulty, double scale, double standingHeight)
        {
            CourseSpec spec = m_Plan.Spec;
            Lane lane = new Lane(-spec.StartLength, spec.Width, standingHeight / scale);
            CourseSegment[] segments = Build(lane, new SplitMix64(seed), difficulty, scale);
            lane.EndGround(m_Plan.End);
            return new Course
            {
                Seed = seed,
                Difficulty = difficulty,
                Scale = scale,
                Length = spec.Length * scale,
                Width = spec.Width * scale,
                Boxes = Boxes(lane, scale),
                Spheres = Array.ConvertAll(
                    lane.Spheres.ToArray(),
                    s => new CourseSphere(s.Kind, s.X * scale, s.Y * scale, s.Z * scale, s.Radius * scale)),
                HeightFields = Array.ConvertAll(lane.Patches.ToArray(), patch => ToHeightField(patch, scale)),
                Segments = segments,
                Raster = RasterPainter.Paint(lane, m_Plan, scale),
            };
        }

        CourseSegment[] Build(Lane lane, SplitMix64 random, double difficulty, double scale)
        {
            CourseSpec spec = m_Plan.Spec;
            List<CourseSegment> segments = new List<CourseSegment>();
            double x = spec.StartLength;
            SegmentPlan drawn = null;
            while (x < spec.Length)
            {
                // One stream decides what comes, and each segment has its own: turning one kind's knobs leaves the
                // kinds of the other segments, and what they draw, as they were.
                double kindDraw = random.Uniform();
                double spacingDraw = random.Uniform();
                ulong segmentSeed = random.Next();
                if (spec.Arrangement == Arrangement.Sequence)
                {
                    drawn = m_Plan.Segments[segments.Count % m_Plan.Segments.Length];
                }
                else if (spec.Arrangement == Arrangement.Mixed || drawn == null)
                {
                    drawn = DrawKind(kindDraw);
                }
                double share = spec.DifficultyAtStart + (1.0 - spec.DifficultyAtStart) * (x / spec.Length);
                double local = difficulty * share;
                Draws draws = new Draws(new SplitMix64(segmentSeed), drawn.At(local));
                double end = drawn.Definition.Build(lane, x, spec.Length, draws);
                if (end == x)
                {
                    break;
                }
                segments.Add(new CourseSegment
                {
                    Kind = drawn.Definition.Kind,
                    Start = x * scale,
                    End = end * scale,
                    Difficulty = local,
                });
                x = end + (spec.Spacing.X + (spec.Spacing.Y - spec.Spacing.X) * spacingDraw);
            }
            return segments.ToArray();
        }

        // The kind that a number in [0, 1) falls on, by weight.
        SegmentPlan DrawKind(double draw)
        {
            double rest = draw * m_Plan.Weight;
            SegmentPlan chosen = m_Plan.Segments[0];
            foreach (SegmentPlan entry in m_Plan.Segments)
            {
                if (entry.Weight > 0.0)
                {
                    chosen = entry;
                    if (rest < entry.Weight)
                    {
                        break;
                    }
                    rest -= entry.Weight;
                }
            }
            return chosen;
        }

        // Ground, then obstacles, then beams.
        static CourseBox[] Boxes(Lane lane, double scale)
        {
            List<LaneBox> all = new List<LaneBox>(lane.Ground);
            all.AddRange(lane.Boxes);
            all.AddRange(lane.Beams);
            CourseBox[] boxes = new CourseBox[all.Count];
            for (int index = 0; index < boxes.Length; index++)
            {
                LaneBox box = all[index];
                boxes[index] = new CourseBox(
                    box.Kind,
                    new Vector3d(
                        (box.X0 + box.X1) * 0.5 * scale,
                        (box.Y0 + box.Y1) * 0.5 * scale,
                        (box.Z0 + box.Z1) * 0.5 * scale),
                    new Vector3d(
                        (box.X1 - box.X0) * 0.5 * scale,
                        (box.Y1 - box.Y0) * 0.5 * scale,
                        (box.Z1 - box.Z0) * 0.5 * scale));
            }
            return boxes;
        }

        static HeightField ToHeightField(LanePatch patch, double scale)
        {
            return new HeightField
            {
                Kind = patch.Kind,
                X = patch.X * scale,
                Y = patch.Y * scale,
                Dx = patch.Dx * scale,
                Dy = patch.Dy * scale,
                Columns = patch.Columns,
                Rows = patch.Rows,
                Heights = Array.ConvertAll(patch.Heights, height => height * scale),
                Base = -Lane.GroundDepth * scale,
            };
        }
    }
}
