using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using Clamber.Core;
using Clamber.Runtime;

namespace Clamber.Runner
{
    /// <summary>
    /// Reads lines "course|arrangement or -|seed|difficulty|scale|standing height" and prints, for each, counts and the
    /// digest of every part, as tests/vectors/make_courses.py says. For many courses the raster's digest may be a
    /// polynomial of its words modulo 2^64 instead, which is much faster here.
    /// </summary>
    public static class CourseCommand
    {
        /// <summary>Runs the command.</summary>
        public static void Run(AssetLoader assets, TextReader input, TextWriter output, bool polynomial)
        {
            string last = null;
            CourseGenerator generator = null;
            string line;
            while ((line = input.ReadLine()) != null)
            {
                string[] parts = line.Split('|');
                if (parts[0] + parts[1] != last)
                {
                    CourseSpec spec = assets.Load<CourseAsset>("Courses/" + parts[0] + ".asset").ToSpec();
                    if (parts[1] != "-")
                    {
                        spec.Arrangement = (Arrangement)int.Parse(parts[1]);
                    }
                    generator = new CourseGenerator(spec);
                    last = parts[0] + parts[1];
                }
                Course course = generator.Generate(
                    ulong.Parse(parts[2]), Number(parts[3]), Number(parts[4]), Number(parts[5]));
                output.WriteLine(string.Join(" ", Counts(course), Boxes(course), Spheres(course),
                    HeightFields(course), Segments(course),
                    polynomial ? Polynomial(course.Raster) : Cells(course.Raster)));
            }
        }

        static double Number(string text)
        {
            return double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        }

        static string Counts(Course course)
        {
            return string.Join(
                ",", course.Boxes.Length, course.Spheres.Length, course.HeightFields.Length, course.Segments.Length);
        }

        static string Boxes(Course course)
        {
            return Digest(writer =>
            {
                foreach (CourseBox box in course.Boxes)
                {
                    Write(writer, box.Center.X, box.Center.Y, box.Center.Z);
                    Write(writer, box.HalfSize.X, box.HalfSize.Y, box.HalfSize.Z);
                }
                foreach (CourseBox box in course.Boxes)
                {
                    writer.Write((int)box.Kind);
                }
            });
        }

        static string Spheres(Course course)
        {
            return Digest(writer =>
            {
                foreach (CourseSphere sphere in course.Spheres)
                {
                    Write(writer, sphere.X, sphere.Y, sphere.Z, sphere.Radius);
                }
                foreach (CourseSphere sphere in course.Spheres)
                {
                    writer.Write((int)sphere.Kind);
                }
            });
        }

        static string HeightFields(Course course)
        {
            return Digest(writer =>
            {
                foreach (HeightField field in course.HeightFields)
                {
                    Write(writer, field.X, field.Y, field.Dx, field.Dy, field.Base);
                    writer.Write((int)field.Kind);
                    writer.Write(field.Columns);
                    writer.Write(field.Rows);
                    Write(writer, field.Heights);
                }
            });
        }

        static string Segments(Course course)
        {
            return Digest(writer =>
            {
                foreach (CourseSegment segment in course.Segments)
                {
                    writer.Write((int)segment.Kind);
                    Write(writer, segment.Start, segment.End, segment.Difficulty);
                }
            });
        }

        static string Cells(Raster raster)
        {
            return Digest(writer =>
            {
                Write(writer, raster.X, raster.Y, raster.Dx, raster.Dy);
                writer.Write(raster.Columns);
                writer.Write(raster.Rows);
                byte[] cells = new byte[4 * raster.Floor.Length];
                foreach (float[] layer in new[] { raster.Floor, raster.Ceiling })
                {
                    Buffer.BlockCopy(layer, 0, cells, 0, cells.Length);
                    writer.Write(cells);
                }
            });
        }

        static string Polynomial(Raster raster)
        {
            uint[] words = new uint[raster.Floor.Length];
            ulong value = 0;
            foreach (float[] layer in new[] { raster.Floor, raster.Ceiling })
            {
                Buffer.BlockCopy(layer, 0, words, 0, 4 * words.Length);
                foreach (uint word in words)
                {
                    value = unchecked(value * 6364136223846793005UL + word);
                }
            }
            return value.ToString("x16");
        }

        static void Write(BinaryWriter writer, params double[] numbers)
        {
            foreach (double number in numbers)
            {
                writer.Write(number);
            }
        }

        static string Digest(Action<BinaryWriter> write)
        {
            using (MemoryStream bytes = new MemoryStream())
            using (SHA256 sha = SHA256.Create())
            {
                write(new BinaryWriter(bytes));
                byte[] hash = sha.ComputeHash(bytes.GetBuffer(), 0, (int)bytes.Length);
                return string.Concat(hash.Take(8).Select(part => part.ToString("x2")).ToArray());
            }
        }
    }
}
