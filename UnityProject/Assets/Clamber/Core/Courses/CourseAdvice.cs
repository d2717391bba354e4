using System;
using System.Collections.Generic;
using System.Globalization;

namespace Clamber.Core
{
    /// <summary>
    /// Says in plain words what on a sound course no creature of a kind can be expected to manage, and what can never
    /// come. It is advice: such a course still loads and trains.
    /// </summary>
    public static class CourseAdvice
    {
        // The least friction that the tasks draw: a foot slips on a grade above it.
        const double k_LeastFriction = 0.7;

        static readonly Limit[] s_Limits =
        {
            new Limit(SegmentKind.Gaps, "width", "a gap of {0} m is longer than {1} jumps ({2} m)",
                reach => reach.LegLength, reach => reach.Jump),
            new Limit(SegmentKind.SteppingStones, "apart", "stones {0} m apart are further than {1} jumps ({2} m)",
                reach => reach.LegLength, reach => reach.Jump),
            new Limit(SegmentKind.Hurdles, "height", "a hurdle of {0} m is higher than {1} clears ({2} m)",
                reach => reach.LegLength, reach => reach.Clear),
            new Limit(SegmentKind.Platforms, "height", "a platform of {0} m is higher than {1} jumps ({2} m)",
                reach => reach.LegLength, reach => reach.Clear),
            new Limit(SegmentKind.Stairs, "rise", "a step of {0} m is higher than {1} climbs ({2} m)",
                reach => reach.LegLength, reach => reach.Step),
            new Limit(SegmentKind.Rubble, "height", "a block of {0} m is higher than {1} steps over ({2} m)",
                reach => reach.LegLength, reach => reach.Step),
            new Limit(SegmentKind.Slope, "grade", "a grade of {0} is steeper than the feet of {1} hold ({2})",
                reach => 1.0, reach => k_LeastFriction),
            new Limit(SegmentKind.Beams, "clearance", "a beam at {0} m is lower than {1} ducks ({2} m)",
                reach => reach.TopHeight, reach => reach.Crouch, true),
            new Limit(SegmentKind.Slalom, "opening", "an opening of {0} m is narrower than {1} ({2} m)",
                reach => reach.LegLength, reach => reach.Width, true),
        };

        static readonly SegmentKind[] s_Steered =
        {
            SegmentKind.Slalom, SegmentKind.SteppingStones, SegmentKind.NarrowBridge,
        };

        /// <summary>Everything to be said, one line each, in the order of the segments.</summary>
        /// <param name="spec">A course in which nothing is wrong (<see cref="CourseCheck"/>).</param>
        /// <param name="reach">What the creature manages; null for advice that holds for every one.</param>
        /// <param name="name">The creature's name.</param>
        public static List<string> For(CourseSpec spec, BodyReach reach, string name)
        {
            List<string> advice = new List<string>();
            foreach (SegmentSpec segment in spec.Segments)
            {
                if (segment.Weight <= 0.0 && spec.Arrangement != Arrangement.Sequence)
                {
                    advice.Add(segment.Kind + ": its weight is 0, it never comes");
                    continue;
                }
                if (reach == null)
                {
                    continue;
                }
                if (reach.Planar && Array.IndexOf(s_Steered, segment.Kind) >= 0)
                {
                    advice.Add(segment.Kind + ": " + WithArticle(name) + " cannot steer, it moves straight ahead only");
                    continue;
                }
                foreach (Limit limit in s_Limits)
                {
                    if (limit.Kind == segment.Kind)
                    {
                        ParameterRange range = Array.Find(segment.Parameters, item => item.Name == limit.Parameter);
                        advice.AddRange(limit.Judge(range, reach, WithArticle(name)));
                    }
                }
            }
            return advice;
        }

        static string WithArticle(string name)
        {
            return ("AEIOUaeiou".IndexOf(name[0]) >= 0 ? "an " : "a ") + name;
        }

        static string Show(double value)
        {
            return value.ToString("0.##", CultureInfo.InvariantCulture);
        }

        /// <summary>One parameter against one of a body's abilities.</summary>
        sealed class Limit
        {
            readonly string m_Words;
            readonly Func<BodyReach, double> m_Unit;
            readonly Func<BodyReach, double> m_Ability;
            readonly bool m_AtLeast;

            public Limit(
                SegmentKind kind, string parameter, string words, Func<BodyReach, double> unit,
                Func<BodyReach, double> ability, bool atLeast = false)
            {
                Kind = kind;
                Parameter = parameter;
                m_Words = words;
                m_Unit = unit;
                m_Ability = ability;
                m_AtLeast = atLeast;
            }

            public SegmentKind Kind { get; private set; }

            public string Parameter { get; private set; }

            public IEnumerable<string> Judge(ParameterRange range, BodyReach reach, string creature)
            {
                double unit = m_Unit(reach);
                double ability = m_Ability(reach);
                double easy = unit * (m_AtLeast ? range.Easy.X : range.Easy.Y);
                double hard = unit * (m_AtLeast ? range.Hard.X : range.Hard.Y);
                bool easyFails = Fails(easy, ability);
                bool hardFails = Fails(hard, ability);
                if (!easyFails && !hardFails)
                {
                    yield break;
                }
                double worst = m_AtLeast ? Math.Min(easy, hard) : Math.Max(easy, hard);
                // Ranges move evenly with difficulty.
                string when = easyFails && hardFails ? ""
                    : (easyFails ? ", up to difficulty " : ", from difficulty ")
                        + Show((ability - easy) / (hard - easy)) + (easyFails ? "" : " on");
                yield return Kind + ": " + string.Format(m_Words, Show(worst), creature, Show(ability)) + when;
            }

            bool Fails(double value, double ability)
            {
                return m_AtLeast ? value < ability : value > ability;
            }
        }
    }
}
