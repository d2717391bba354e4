using System;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using Clamber.Core;
using NUnit.Framework;

namespace Clamber.EditMode
{
    /// <summary>A course is the same here as in Python, and new with every seed.</summary>
    public sealed class CourseGeneratorTests
    {
        const double k_LegLength = 0.5;
        const double k_StandingHeight = 0.6;

        /// <summary>The digest that Python has of the raster of seed 7 at difficulty 0.5.</summary>
        const string k_Raster = "70d8b01deeab77b6";

        /// <summary>Floating point in Unity gives what it gives in Python, to the last bit.</summary>
        [Test]
        public void RasterEqualsPythons()
        {
            Assert.AreEqual(k_Raster, Digest(Make(7, 0.5).Raster));
        }

        /// <summary>Nothing but the arguments decides.</summary>
        [Test]
        public void SameSeedMakesTheSameCourseAndAnotherSeedAnother()
        {
            Assert.AreEqual(Digest(Make(3, 1.0).Raster), Digest(Make(3, 1.0).Raster));
            Assert.IsTrue(Digest(Make(3, 1.0).Raster) != Digest(Make(4, 1.0).Raster), "another seed");
        }

        /// <summary>A gap is a hole in the raster, right across the lane.</summary>
        [Test]
        public void GapsAreHolesAcrossTheLane()
        {
            Raster raster = Make(5, 1.0).Raster;
            int holes = 0;
            for (int column = 0; column < raster.Columns; column++)
            {
                int deep = Enumerable.Range(column * raster.Rows, raster.Rows)
                    .Count(cell => raster.Floor[cell] < 0f);
                Assert.IsTrue(deep == 0 || deep == raster.Rows, "a hole is as wide as the lane");
                holes += deep > 0 ? 1 : 0;
            }
            Assert.IsTrue(holes > 0, "there are gaps");
        }

        /// <summary>Hurdles grow with difficulty.</summary>
        [Test]
        public void HurdlesGrowWithDifficulty()
        {
            Assert.IsTrue(Make(5, 1.0).Raster.Floor.Max() > Make(5, 0.0).Raster.Floor.Max(), "higher hurdles");
        }

        /// <summary>A mistake is told in one line that names the field.</summary>
        [Test]
        public void MistakesAreToldByTheirField()
        {
            CourseSpec spec = Spec();
            spec.Segments[0].Parameters[0].Hard = new Vector2d(0.2, 9.0);
            Assert.AreEqual(
                "m_Segments[0].m_Parameters[0].m_Hard: 9 is not allowed; height of Hurdles is 0.01 to 1.5 leg lengths",
                CourseCheck.FirstProblem(spec));
        }

        static Course Make(ulong seed, double difficulty)
        {
            return new CourseGenerator(Spec()).Generate(seed, difficulty, k_LegLength, k_StandingHeight);
        }

        // Numbers that are exact in 32 bits, so that an asset holds the very same.
        static CourseSpec Spec()
        {
            return new CourseSpec
            {
                Description = "",
                Length = 40.0,
                Width = 4.0,
                StartLength = 2.0,
                Spacing = new Vector2d(1.0, 2.0),
                Arrangement = Arrangement.Mixed,
                DifficultyAtStart = 0.25,
                Segments = new[]
                {
                    Segment(SegmentKind.Hurdles,
                        Knob("height", 0.0625, 0.125, 0.25, 0.5), Knob("depth", 0.125, 0.25, 0.125, 0.25),
                        Knob("apart", 2.0, 4.0, 2.0, 4.0), Knob("count", 2.0, 3.0, 2.0, 3.0)),
                    Segment(SegmentKind.Gaps,
                        Knob("width", 0.125, 0.25, 0.5, 1.0), Knob("platform", 1.5, 3.0, 1.5, 3.0),
                        Knob("count", 2.0, 3.0, 2.0, 3.0)),
                },
            };
        }

        static SegmentSpec Segment(SegmentKind kind, params ParameterRange[] parameters)
        {
            return new SegmentSpec { Kind = kind, Weight = 1.0, Parameters = parameters };
        }

        static ParameterRange Knob(string name, double easyLow, double easyHigh, double hardLow, double hardHigh)
        {
            return new ParameterRange
            {
                Name = name, Easy = new Vector2d(easyLow, easyHigh), Hard = new Vector2d(hardLow, hardHigh),
            };
        }

        // The first eight bytes of the SHA-256 of place, size and both layers, as little-endian bytes.
        static string Digest(Raster raster)
        {
            using (MemoryStream bytes = new MemoryStream())
            using (SHA256 sha = SHA256.Create())
            {
                BinaryWriter writer = new BinaryWriter(bytes);
                foreach (double number in new[] { raster.X, raster.Y, raster.Dx, raster.Dy })
                {
                    writer.Write(number);
                }
                writer.Write(raster.Columns);
                writer.Write(raster.Rows);
                foreach (float height in raster.Floor.Concat(raster.Ceiling))
                {
                    writer.Write(height);
                }
                byte[] hash = sha.ComputeHash(bytes.ToArray());
                return string.Concat(hash.Take(8).Select(part => part.ToString("x2")).ToArray());
            }
        }
    }
}
