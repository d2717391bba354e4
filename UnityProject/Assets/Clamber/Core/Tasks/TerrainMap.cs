using System;

namespace Clamber.Core
{
    /// <summary>
    /// The terrain sense (obs_1): floor and ceiling around the body, read from the course's raster. A point takes the
    /// cell whose centre is nearest; along x and along y apart, a point halfway belongs to the larger index. Beyond the
    /// raster there is neither floor nor ceiling.
    /// </summary>
    public sealed class TerrainMap
    {
        // Relative heights are held within these, leg lengths.
        const float k_LowestFloor = -2.5f;
        const float k_HighestFloor = 1.5f;
        const float k_LowestCeiling = -1f;
        const float k_HighestCeiling = 2f;

        readonly double[] m_Forward;
        readonly double[] m_Side;
        readonly double[] m_CeilingForward;
        readonly float m_PerLegLength;
        Raster m_Raster;
        float m_Hole;
        float m_Sky;
        double m_HoleBelow;

        /// <summary>Works out where to sample for a body of a leg length, m.</summary>
        public TerrainMap(TerrainSense sense, double legLength)
        {
            m_Forward = Scaled(sense.FloorForward, legLength);
            m_Side = Scaled(sense.FloorSide, legLength);
            m_CeilingForward = Scaled(sense.CeilingForward, legLength);
            m_PerLegLength = (float)(1.0 / legLength);
        }

        /// <summary>How many values there are.</summary>
        public int Size
        {
            get { return m_Forward.Length * m_Side.Length + m_CeilingForward.Length; }
        }

        /// <summary>Takes the raster of a course.</summary>
        public void Place(Course course)
        {
            m_Raster = course.Raster;
            m_Hole = (float)(Raster.HoleFloor * course.Scale);
            m_Sky = (float)(Raster.OpenSky * course.Scale);
            m_HoleBelow = 0.5 * Raster.HoleFloor * course.Scale;
        }

        /// <summary>Height of the floor under a point, m; over a hole the lane's level, 0.</summary>
        public double FloorAt(double x, double y)
        {
            double column = Math.Floor((x - m_Raster.X) / m_Raster.Dx + 1.5);
            double row = Math.Floor((y - m_Raster.Y) / m_Raster.Dy + 1.5);
            double floor = Cell(m_Raster.Floor, column, row, m_Hole);
            return floor < m_HoleBelow ? 0.0 : floor;
        }

        /// <summary>
        /// Fills obs_1: heights relative to the root's, in leg lengths, clipped; floor first, x outer and y inner, then
        /// the ceiling.
        /// </summary>
        public void Sense(Moment moment, float[] obs)
        {
            Vector3d position = moment.State.RootPosition;
            double column = (position.X - m_Raster.X) / m_Raster.Dx + 1.5;
            double row = (position.Y - m_Raster.Y) / m_Raster.Dy + 1.5;
            double aheadX = moment.HeadingX / m_Raster.Dx;
            double aheadY = moment.HeadingY / m_Raster.Dy;
            double leftX = -moment.HeadingY / m_Raster.Dx;
            double leftY = moment.HeadingX / m_Raster.Dy;
            float height = (float)position.Z;
            int at = 0;
            for (int forward = 0; forward < m_Forward.Length; forward++)
            {
                double lineX = column + aheadX * m_Forward[forward];
                double lineY = row + aheadY * m_Forward[forward];
                for (int side = 0; side < m_Side.Length; side++)
                {
                    double x = Math.Floor(lineX + leftX * m_Side[side]);
                    double y = Math.Floor(lineY + leftY * m_Side[side]);
                    float floor = Cell(m_Raster.Floor, x, y, m_Hole);
                    obs[at++] = Relative(floor, height, k_LowestFloor, k_HighestFloor);
                }
            }
            for (int forward = 0; forward < m_CeilingForward.Length; forward++)
            {
                double x = Math.Floor(column + aheadX * m_CeilingForward[forward]);
                double y = Math.Floor(row + aheadY * m_CeilingForward[forward]);
                float ceiling = Cell(m_Raster.Ceiling, x, y, m_Sky);
                obs[at++] = Relative(ceiling, height, k_LowestCeiling, k_HighestCeiling);
            }
        }

        // Columns and rows are counted from 1: 0 is the border, where there is nothing.
        float Cell(float[] cells, double column, double row, float outside)
        {
            if (!(column >= 1.0 && column <= m_Raster.Columns && row >= 1.0 && row <= m_Raster.Rows))
            {
                return outside;
            }
            return cells[((int)column - 1) * m_Raster.Rows + (int)row - 1];
        }

        float Relative(float found, float height, float low, float high)
        {
            float relative = (float)((float)(found - height) * m_PerLegLength);
            return relative < low ? low : relative > high ? high : relative;
        }

        static double[] Scaled(double[] values, double factor)
        {
            return Array.ConvertAll(values, value => value * factor);
        }
    }
}
