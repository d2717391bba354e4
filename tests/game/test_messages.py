"""The binary states, byte by byte."""

from __future__ import annotations

import struct
from collections.abc import Callable

import numpy as np
import pytest
from clamber.assets import content
from clamber.assets.loading import load_body
from clamber.game.messages import (
    BoulderState,
    CreatureState,
    Flags,
    Status,
    creature_size,
    no_boulders,
    pack_creature,
    pack_state,
    rescaled_creatures,
    unpack_state,
)
from clamber.game.racer import BOULDERS
from hypothesis import given
from hypothesis import strategies as st


def creature(links: int, seed: int = 0, status: Status = Status.RUNNING) -> CreatureState:
    random = np.random.default_rng(seed)
    quaternions = random.normal(size=(links, 4))
    quaternions /= np.linalg.norm(quaternions, axis=1, keepdims=True)
    return CreatureState(
        status, random.random(4) > 0.5, random.uniform(-100.0, 100.0, 3), random.uniform(-2.0, 2.0, (links, 3)),
        quaternions,
    )  # fmt: skip


def test_a_state_is_laid_out_as_the_page_reads_it() -> None:
    one = CreatureState(
        Status.FALLEN, np.array([True, False, True]), np.array([1.5, -2.0, 0.25]),
        np.array([[0.0, 0.0, 0.0], [0.5, -0.25, 1.0]]), np.array([[1.0, 0.0, 0.0, 0.0], [0.0, 0.0, -1.0, 0.0]]),
    )  # fmt: skip
    ball = BoulderState(np.array([[3.0, 4.0, 5.0]]), np.array([0.5]), np.array([[0.0, 1.0, 0.0, 0.0]]))
    message = pack_state(Flags.OVER, 7, -1.5, [pack_creature(one)], ball)
    expected = (
        struct.pack("<BBBBIf", 1, 2, 1, 1, 7, -1.5)
        + struct.pack("<BBHfff", 1, 2, 0b101, 1.5, -2.0, 0.25)
        + struct.pack("<7h", 0, 0, 0, 32767, 0, 0, 0)
        + struct.pack("<7h", 2048, -1024, 4096, 0, 0, -32767, 0)
        + struct.pack("<ffff4h", 3.0, 4.0, 5.0, 0.5, 0, 32767, 0, 0)
    )
    assert message == expected


@given(st.lists(st.integers(1, 30), max_size=8), st.integers(0, 5), st.integers(0, 2**32 - 1))
def test_a_state_is_read_back_as_it_was(links: list[int], boulders: int, tick: int) -> None:
    creatures = [creature(count, seed) for seed, count in enumerate(links)]
    random = np.random.default_rng(1)
    balls = BoulderState(random.normal(size=(boulders, 3)), random.random(boulders), np.zeros((boulders, 4)))
    state = unpack_state(pack_state(Flags.GHOST, tick, 2.5, [pack_creature(one) for one in creatures], balls))
    assert (state.flags, state.tick, state.time) == (Flags.GHOST, tick, 2.5)
    for read, told in zip(state.creatures, creatures, strict=True):
        assert read.status == told.status
        assert np.array_equal(read.contacts[:4], told.contacts)
        assert np.allclose(read.root, told.root, rtol=1e-6)
        assert np.allclose(read.positions, told.positions, atol=0.5 / 4096 + 1e-12)
        assert np.allclose(read.quaternions, told.quaternions, atol=0.5 / 32767 + 1e-12)
    assert np.allclose(state.boulders.positions, balls.positions, rtol=1e-6)


@pytest.mark.parametrize("change", [lambda message: message[:-1], lambda message: message + b"x",
                                    lambda message: b"\x02" + message[1:], lambda message: message[:3]])  # fmt: skip
def test_what_is_no_state_is_refused_in_one_line(change: Callable[[bytes], bytes]) -> None:
    message = pack_state(Flags(0), 0, 0.0, [pack_creature(creature(3))], no_boulders())
    with pytest.raises(ValueError, match=r"^state[^\n]*$"):
        unpack_state(change(message))


@pytest.mark.parametrize("name", content.names("Bodies"))
def test_every_body_stays_under_40_kilobytes_a_second(name: str) -> None:
    # With all the boulders that its lane has, at 50 states a second; the header counts, too.
    links = len(load_body(name).links)
    balls = BoulderState(np.zeros((BOULDERS, 3)), np.ones(BOULDERS), np.zeros((BOULDERS, 4)))
    message = pack_state(Flags(0), 0, 0.0, [pack_creature(creature(links))], balls)
    assert 50 * len(message) < 40_000


def test_creatures_can_be_shown_larger() -> None:
    told = [creature(5, seed) for seed in range(3)]
    larger = rescaled_creatures(b"".join(pack_creature(one) for one in told), 5, 1.5)
    for index, one in enumerate(told):
        packed = larger[index * creature_size(5) : (index + 1) * creature_size(5)]
        read = unpack_state(pack_state(Flags(0), 0, 0.0, [packed], no_boulders())).creatures[0]
        assert np.allclose(read.root, 1.5 * one.root, rtol=1e-6)
        assert np.allclose(read.positions, 1.5 * one.positions, atol=1.5 / 4096)
        assert np.allclose(read.quaternions, one.quaternions, atol=1.0 / 32767)
