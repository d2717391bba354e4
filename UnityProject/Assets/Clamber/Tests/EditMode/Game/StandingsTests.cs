using Clamber.Game;
using NUnit.Framework;

namespace Clamber.EditMode
{
    /// <summary>Who is where in a race.</summary>
    public sealed class StandingsTests
    {
        /// <summary>Shares of lanes compare, not metres; equals share the better place.</summary>
        [Test]
        public void ShortLegsRaceOnShortLanes()
        {
            Standings race = new Standings(new[] { 40.0, 10.0, 20.0 });
            race[0].Move(20.0, 1.0, 0.02);
            race[1].Move(6.0, 1.0, 0.02);
            race[2].Move(10.0, 1.0, 0.02);
            Assert.AreEqual(1, race.Place(1));
            Assert.AreEqual(2, race.Place(0));
            Assert.AreEqual(2, race.Place(2));
            Assert.AreEqual(1, race.Order()[0]);
        }

        /// <summary>Who has finished is ahead of who has not; among them time counts, and only the first one.</summary>
        [Test]
        public void TheFinishDecides()
        {
            Standings race = new Standings(new[] { 10.0, 10.0, 10.0 });
            race[0].Finish(9.0);
            race[0].Finish(5.0);
            race[1].Finish(8.0);
            race[2].Move(9.9, 1.0, 0.02);
            Assert.AreEqual(2, race.Place(0));
            Assert.AreEqual(1, race.Place(1));
            Assert.AreEqual(3, race.Place(2));
            Assert.IsTrue(!race.AllFinished);
            race[2].Finish(12.0);
            Assert.IsTrue(race.AllFinished);
        }

        /// <summary>Nobody is behind the start or beyond the finish; a fall is counted and stops it.</summary>
        [Test]
        public void DistancesStayOnTheLane()
        {
            Standing racer = new Standing(10.0);
            racer.Move(-1.0, 2.0, 0.5);
            Assert.AreEqual(0.0, racer.Distance);
            Assert.IsTrue(racer.Speed > 1.0);
            racer.Move(11.0, 2.0, 0.5);
            Assert.AreEqual(10.0, racer.Distance);
            racer.Fall();
            Assert.AreEqual(1, racer.Falls);
            Assert.AreEqual(0.0, racer.Speed);
        }
    }
}
