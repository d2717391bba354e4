using System;

namespace Clamber.Core
{
    /// <summary>
    /// Floor and ceiling of a lane on a grid of points. A cell's centre lies in a box if low &lt; centre &lt;= high by
    /// the index it computes to. Relies on the order in which lanes are built: where two boxes overlap seen from above,
    /// the later one is higher.
    /// </summary>
    public static class RasterPainter
    {
        /// <summary>The raster of a lane in metres.</summary>
        public static Raster Paint(Lane lane, CoursePlan plan, double scale)
        {
            float[] floor = new float[plan.Columns * plan.Rows];
            float[] ceiling = new float[plan.Columns * plan.Rows];
            Fill(floor, 0, floor.Length, (float)(Raster.HoleFloor * scale));
            Fill(ceiling, 0, ceiling.Length, (float)(Raster.OpenSky * scale));
            foreach (LaneBox box in lane.Ground)
            {
                FillColumns(floor, box, box.Z1 * scale, plan);
            }
            foreach (LanePatch patch in lane.Patches)
            {
                PaintPatch(floor, patch, plan, scale);
            }
            foreach (LaneBox box in lane.Boxes)
            {
                PaintBox(floor, box, plan, scale);
            }
            foreach (CourseSphere sphere in lane.Spheres)
            {
                PaintSphere(floor, sphere, plan, scale);
            }
            foreach (LaneBox beam in lane.Beams)
            {
                FillColumns(ceiling, beam, beam.Z0 * scale, plan);
            }
            return new Raster
            {
                X = plan.FirstX * scale,
                Y = plan.FirstY * scale,
                Dx = CoursePlan.CellLength * scale,
                Dy = CoursePlan.CellWidth * scale,
                Columns = plan.Columns,
                Rows = plan.Rows,
                Floor = floor,
                Ceiling = ceiling,
            };
        }

        static void Fill(float[] cells, int first, int count, float value)
        {
            for (int cell = first; cell < first + count; cell++)
            {
                cells[cell] = value;
            }
        }

        static int FirstColumn(double low, CoursePlan plan)
        {
            return Math.Max((int)Math.Floor((low - plan.FirstX) / CoursePlan.CellLength) + 1, 0);
        }

        static int EndColumn(double high, CoursePlan plan)
        {
            return Math.Min((int)Math.Floor((high - plan.FirstX) / CoursePlan.CellLength) + 1, plan.Columns);
        }

        static int FirstRow(double low, CoursePlan plan)
        {
            return Math.Max((int)Math.Floor((low - plan.FirstY) / CoursePlan.CellWidth) + 1, 0);
        }

        static int EndRow(double high, CoursePlan plan)
        {
            return Math.Min((int)Math.Floor((high - plan.FirstY) / CoursePlan.CellWidth) + 1, plan.Rows);
        }

        // What reaches across the whole lane.
        static void FillColumns(float[] cells, LaneBox box, double height, CoursePlan plan)
        {
            int begin = FirstColumn(box.X0, plan);
            int end = EndColumn(box.X1, plan);
            if (end > begin)
            {
                Fill(cells, begin * plan.Rows, (end - begin) * plan.Rows, (float)height);
            }
        }

        static void PaintBox(float[] floor, LaneBox box, CoursePlan plan, double scale)
        {
            int end = EndColumn(box.X1, plan);
            int right = FirstRow(box.Y0, plan);
            int left = EndRow(box.Y1, plan);
            for (int column = FirstColumn(box.X0, plan); column < end; column++)
            {
                Fill(floor, column * plan.Rows + right, Math.Max(left - right, 0), (float)(box.Z1 * scale));
            }
        }

        // Each cell of a height field is two triangles, split from its corner of least x and y.
        static void PaintPatch(float[] floor, LanePatch patch, CoursePlan plan, double scale)
        {
            int lastColumn = patch.Columns - 1;
            int lastRow = patch.Rows - 1;
            int end = EndColumn(patch.X + patch.Dx * lastColumn, plan);
            for (int cell = FirstColumn(patch.X, plan); cell < end; cell++)
            {
                double x = (plan.FirstX + cell * CoursePlan.CellLength - patch.X) / patch.Dx;
                int column = (int)Math.Min(Math.Max(Math.Floor(x), 0.0), lastColumn - 1);
                double along = x - column;
                for (int line = 0; line < plan.Rows; line++)
                {
                    double y = (plan.FirstY + line * CoursePlan.CellWidth - patch.Y) / patch.Dy;
                    int row = (int)Math.Min(Math.Max(Math.Floor(y), 0.0), lastRow - 1);
                    double across = y - row;
                    int node = column * patch.Rows + row;
                    double nearRight = patch.Heights[node];
                    double nearLeft = patch.Heights[node + 1];
                    double farRight = patch.Heights[node + patch.Rows];
                    double farLeft = patch.Heights[node + patch.Rows + 1];
                    double height = along >= across
                        ? nearRight + along * (farRight - nearRight) + across * (farLeft - farRight)
                        : nearRight + across * (nearLeft - nearRight) + along * (farLeft - nearLeft);
                    floor[cell * plan.Rows + line] = (float)(height * scale);
                }
            }
        }

        // The part of a sphere that is above the floor.
        static void PaintSphere(float[] floor, CourseSphere sphere, CoursePlan plan, double scale)
        {
            int end = EndColumn(sphere.X + sphere.Radius, plan);
            int right = FirstRow(sphere.Y - sphere.Radius, plan);
            int left = EndRow(sphere.Y + sphere.Radius, plan);
            for (int column = FirstColumn(sphere.X - sphere.Radius, plan); column < end; column++)
            {
                double dx = plan.FirstX + column * CoursePlan.CellLength - sphere.X;
                for (int row = right; row < left; row++)
                {
                    double dy = plan.FirstY + row * CoursePlan.CellWidth - sphere.Y;
                    double square = sphere.Radius * sphere.Radius - dx * dx - dy * dy;
                    if (square > 0.0)
                    {
                        float top = (float)((sphere.Z + Math.Sqrt(square)) * scale);
                        int cell = column * plan.Rows + row;
                        floor[cell] = Math.Max(floor[cell], top);
                    }
                }
            }
        }
    }
}
