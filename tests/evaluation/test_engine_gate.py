"""The PhysX gate on distances made up by hand."""

import numpy as np
import pytest
from clamber.evaluation.engine_gate import engine_gate
from clamber.evaluation.episodes import Episodes


def lived(*distances: float, agents: tuple[int, ...] = ()) -> Episodes:
    count = len(distances)
    return {
        "agent": np.array(agents or range(count)),
        "episode": np.zeros(count, dtype=np.int64),
        "distance": np.array(distances),
    }


@pytest.mark.parametrize(("physx", "passes"), [((9.5, 8.5), True), ((9.5, 8.4), False)])
def test_ninety_percent_of_the_distance_passes(physx: tuple[float, float], passes: bool) -> None:
    gate = engine_gate([lived(10.0, 10.0)], [lived(*physx)], leg_length=1.0)
    assert gate["share"] == pytest.approx(sum(physx) / 20.0)
    assert gate["passes"] is passes
    assert gate["low"] < gate["share"] < gate["high"]


def test_only_episodes_that_both_engines_lived_count() -> None:
    gate = engine_gate([lived(10.0, 50.0, 20.0)], [lived(18.0, 9.0, agents=(2, 0))], leg_length=1.0)
    assert gate["episodes"] == 2
    assert (gate["mujoco"], gate["physx"]) == pytest.approx((15.0, 13.5))
    assert (gate["low"], gate["high"]) == pytest.approx((0.9, 0.9))  # each episode keeps nine tenths


def test_difficulties_are_taken_together() -> None:
    gate = engine_gate([lived(10.0), lived(2.0)], [lived(10.0), lived(0.8)], leg_length=1.0)
    assert gate["share"] == pytest.approx(10.8 / 12.0)
    assert [one["share"] for one in gate["by_difficulty"]] == pytest.approx([1.0, 0.4])


def test_a_brain_that_goes_nowhere_does_not_pass() -> None:
    gate = engine_gate([lived(0.1, 0.3)], [lived(0.5, 0.5)], leg_length=0.4)
    assert gate["share"] is None
    assert gate["passes"] is False
    assert gate["by_difficulty"] == [{"share": None, "low": None, "high": None}]
