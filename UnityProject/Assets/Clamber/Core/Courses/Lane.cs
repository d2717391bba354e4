using System.Collections.Generic;

namespace Clamber.Core
{
    /// <summary>
    /// A lane while it is being built, in leg lengths: ground, and what stands on it, from the back of the start area
    /// to the end of the run-out.
    /// </summary>
    public sealed class Lane
    {
        /// <summary>How far below z = 0 the ground reaches: the depth of a hole's walls.</summary>
        public const double GroundDepth = 1.0;

        /// <summary>Height of walls, which nobody is to climb.</summary>
        public const double WallHeight = 2.5;

        /// <summary>Height of a beam, from its underside.</summary>
        public const double BeamHeight = 0.3;

        /// <summary>Boxes narrower than this are left out.</summary>
        public const double NarrowestBox = 0.05;

        double m_GroundStart;

        /// <summary>An empty lane whose level ground begins at <paramref name="start"/>.</summary>
        public Lane(double start, double width, double standingHeight)
        {
            Width = width;
            StandingHeight = standingHeight;
            Left = width * 0.5;
            Right = -Left;
            Boxes = new List<LaneBox>();
            Beams = new List<LaneBox>();
            Ground = new List<LaneBox>();
            Spheres = new List<CourseSphere>();
            Patches = new List<LanePatch>();
            m_GroundStart = start;
        }

        /// <summary>Width of the lane.</summary>
        public double Width { get; private set; }

        /// <summary>Of the body the lane is for.</summary>
        public double StandingHeight { get; private set; }

        /// <summary>y of the left edge.</summary>
        public double Left { get; private set; }

        /// <summary>y of the right edge.</summary>
        public double Right { get; private set; }

        /// <summary>What stands on the ground. Where two overlap seen from above, the later one is higher.</summary>
        public List<LaneBox> Boxes { get; private set; }

        /// <summary>Boxes overhead.</summary>
        public List<LaneBox> Beams { get; private set; }

        /// <summary>Pieces of level ground.</summary>
        public List<LaneBox> Ground { get; private set; }

        /// <summary>Spheres.</summary>
        public List<CourseSphere> Spheres { get; private set; }

        /// <summary>Height fields.</summary>
        public List<LanePatch> Patches { get; private set; }

        /// <summary>Ends the level ground at x: what follows is a hole or a height field.</summary>
        public void EndGround(double x)
        {
            if (x > m_GroundStart)
            {
                Ground.Add(new LaneBox(SegmentKind.Flat, m_GroundStart, Right, -GroundDepth, x, Left, 0.0));
            }
        }

        /// <summary>Lets level ground begin at x.</summary>
        public void StartGround(double x)
        {
            m_GroundStart = x;
        }

        /// <summary>Puts a box on the ground.</summary>
        public void AddBox(SegmentKind kind, double x0, double x1, double y0, double y1, double height)
        {
            Boxes.Add(new LaneBox(kind, x0, y0, 0.0, x1, y1, height));
        }

        /// <summary>Puts a box across the whole lane on the ground.</summary>
        public void AddBar(SegmentKind kind, double x0, double x1, double height)
        {
            Boxes.Add(new LaneBox(kind, x0, Right, 0.0, x1, Left, height));
        }

        /// <summary>Puts a piece of ground, level with the rest, into a hole.</summary>
        public void AddStone(SegmentKind kind, double x0, double x1, double y0, double y1)
        {
            Boxes.Add(new LaneBox(kind, x0, y0, -GroundDepth, x1, y1, 0.0));
        }

        /// <summary>Hangs a box across the whole lane.</summary>
        public void AddBeam(double x0, double x1, double clearance)
        {
            Beams.Add(new LaneBox(SegmentKind.Beams, x0, Right, clearance, x1, Left, clearance + BeamHeight));
        }

        /// <summary>Puts a sphere's centre at (x, y, z); level ground must lie under it.</summary>
        public void AddSphere(double x, double y, double z, double radius)
        {
            Spheres.Add(new CourseSphere(SegmentKind.Boulders, x, y, z, radius));
        }

        /// <summary>Puts a height field across the whole lane, its nodes spread evenly over it.</summary>
        public void AddPatch(SegmentKind kind, double x, double length, int columns, int rows, double[] heights)
        {
            Patches.Add(new LanePatch
            {
                Kind = kind,
                X = x,
                Y = Right,
                Dx = length / (columns - 1),
                Dy = Width / (rows - 1),
                Columns = columns,
                Rows = rows,
                Heights = heights,
            });
        }
    }
}
