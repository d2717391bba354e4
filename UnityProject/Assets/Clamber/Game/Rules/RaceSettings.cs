using System;
using System.Collections.Generic;
using System.Globalization;
using Clamber.Core;

namespace Clamber.Game
{
    /// <summary>What a player has chosen for a race.</summary>
    public sealed class RaceSettings
    {
        /// <summary>Most racers in a race.</summary>
        public const int MostRacers = 8;

        /// <summary>Nobody is steered.</summary>
        public const int Nobody = -1;

        // Course seeds from here on are those that no training draws, and as many of them.
        const ulong k_FirstSeed = EpisodeDraws.TrainingSeeds;
        const ulong k_Seeds = 500000UL;

        readonly List<RacerChoice> m_Racers = new List<RacerChoice> { new RacerChoice() };

        /// <summary>One racer, the first course, medium difficulty.</summary>
        public RaceSettings()
        {
            Difficulty = 0.5;
            Steered = Nobody;
            SeedText = k_FirstSeed.ToString(CultureInfo.InvariantCulture);
        }

        /// <summary>From left to right.</summary>
        public IList<RacerChoice> Racers
        {
            get { return m_Racers; }
        }

        /// <summary>The course's place in the game's list.</summary>
        public int Course { get; set; }

        /// <summary>The seed as it was typed.</summary>
        public string SeedText { get; set; }

        /// <summary>In [0, 1].</summary>
        public double Difficulty { get; set; }

        /// <summary>The racer that the player steers, or <see cref="Nobody"/>.</summary>
        public int Steered { get; set; }

        /// <summary>The seed.</summary>
        /// <exception cref="ArgumentException">One line: what it was, what is allowed.</exception>
        public ulong Seed
        {
            get
            {
                ulong seed;
                if (!ulong.TryParse(SeedText, NumberStyles.None, CultureInfo.InvariantCulture, out seed))
                {
                    throw new ArgumentException(
                        "Seed: \"" + SeedText + "\" is not allowed; a whole number from 0 to " + ulong.MaxValue);
                }
                return seed;
            }
        }

        /// <summary>Changes the seed to another one that no training has drawn; the same after the same.</summary>
        public void NewSeed()
        {
            ulong seed;
            ulong.TryParse(SeedText, NumberStyles.None, CultureInfo.InvariantCulture, out seed);
            seed = k_FirstSeed + SplitMix64.Mix(seed + 1UL) % k_Seeds;
            SeedText = seed.ToString(CultureInfo.InvariantCulture);
        }

        /// <summary>Adds a racer like the last one, if there is a lane left.</summary>
        public void AddRacer()
        {
            if (m_Racers.Count < MostRacers)
            {
                RacerChoice last = m_Racers[m_Racers.Count - 1];
                m_Racers.Add(new RacerChoice { Creature = last.Creature, Brain = last.Brain });
            }
        }

        /// <summary>Takes the last racer away; one stays.</summary>
        public void RemoveRacer()
        {
            if (m_Racers.Count > 1)
            {
                m_Racers.RemoveAt(m_Racers.Count - 1);
                Steered = Steered < m_Racers.Count ? Steered : Nobody;
            }
        }

        /// <summary>Steers a racer, or nobody if it was steered already.</summary>
        public void Steer(int racer)
        {
            Steered = Steered == racer ? Nobody : racer;
        }

        /// <summary>The next place in a list of so many, around its ends.</summary>
        public static int Cycle(int place, int step, int count)
        {
            return ((place + step) % count + count) % count;
        }
    }
}
