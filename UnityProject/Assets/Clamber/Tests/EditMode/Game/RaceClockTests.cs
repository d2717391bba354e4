using Clamber.Game;
using NUnit.Framework;

namespace Clamber.EditMode
{
    /// <summary>A race counts down, runs, and is over.</summary>
    public sealed class RaceClockTests
    {
        /// <summary>Three seconds of countdown, then the time of the race.</summary>
        [Test]
        public void CountsDownThenUp()
        {
            RaceClock clock = new RaceClock(60.0);
            Assert.AreEqual(3, clock.Count);
            clock.Advance(2.5, false);
            Assert.AreEqual(RacePhase.Countdown, clock.Phase);
            Assert.AreEqual(1, clock.Count);
            Assert.AreEqual(0.0, clock.Elapsed);
            clock.Advance(1.0, false);
            Assert.AreEqual(RacePhase.Running, clock.Phase);
            Assert.AreEqual(0.5, clock.Elapsed);
        }

        /// <summary>It is over when all have finished or at its limit, and time stands still then.</summary>
        [Test]
        public void EndsByFinishAndByTime()
        {
            RaceClock finished = new RaceClock(60.0);
            finished.Advance(8.0, true);
            Assert.AreEqual(RacePhase.Over, finished.Phase);
            finished.Advance(8.0, true);
            Assert.AreEqual(5.0, finished.Elapsed);
            RaceClock late = new RaceClock(2.0);
            late.Advance(5.0, false);
            Assert.AreEqual(RacePhase.Over, late.Phase);
        }
    }
}
