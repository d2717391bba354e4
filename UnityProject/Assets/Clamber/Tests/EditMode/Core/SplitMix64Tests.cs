using Clamber.Core;
using NUnit.Framework;

namespace Clamber.EditMode
{
    /// <summary>Content is drawn from the same numbers here as in Python.</summary>
    public sealed class SplitMix64Tests
    {
        /// <summary>The first numbers of seed 0, as the generator's author publishes them.</summary>
        [Test]
        public void NumbersAreThePublishedOnes()
        {
            SplitMix64 random = new SplitMix64(0);
            Assert.AreEqual(0xE220A8397B1DCDAFUL, random.Next());
            Assert.AreEqual(0x6E789E6AA1B965F4UL, random.Next());
            Assert.AreEqual(0x06C45D188009454FUL, random.Next());
        }

        /// <summary>A double is the upper 53 bits.</summary>
        [Test]
        public void DoublesAreFromZeroToLessThanOne()
        {
            SplitMix64 random = new SplitMix64(7);
            SplitMix64 bits = new SplitMix64(7);
            for (int draw = 0; draw < 1000; draw++)
            {
                double value = random.Uniform();
                Assert.AreEqual((bits.Next() >> 11) / 9007199254740992.0, value);
                Assert.IsTrue(value >= 0.0 && value < 1.0, "in [0, 1)");
            }
        }
    }
}
