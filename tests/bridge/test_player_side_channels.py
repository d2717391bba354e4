"""Side channels against mlagents_envs' own, in both directions."""

from __future__ import annotations

import math
import uuid

import numpy as np
import pytest
from clamber.bridge.player.engine_configuration import describe_engine_configuration
from clamber.bridge.player.environment_parameters import Parameter, make_sampler, read_parameter
from clamber.bridge.player.side_channels import (
    ENGINE_CONFIGURATION,
    ENVIRONMENT_PARAMETERS,
    SideChannelError,
    join_message,
    split_messages,
)
from clamber.bridge.player.statistics import encode_statistics
from mlagents_envs.side_channel import OutgoingMessage
from mlagents_envs.side_channel.engine_configuration_channel import EngineConfigurationChannel
from mlagents_envs.side_channel.environment_parameters_channel import EnvironmentParametersChannel
from mlagents_envs.side_channel.side_channel_manager import SideChannelManager
from mlagents_envs.side_channel.stats_side_channel import StatsAggregationMethod, StatsSideChannel

ALL = (-math.inf, math.inf)


def sent(channel: EnvironmentParametersChannel | EngineConfigurationChannel) -> list[tuple[uuid.UUID, bytes]]:
    return list(split_messages(bytes(SideChannelManager([channel]).generate_side_channel_messages())))


def test_parameters_as_mlagents_sends_them() -> None:
    channel = EnvironmentParametersChannel()
    channel.set_float_parameter("gravity", 3.5)
    channel.set_uniform_sampler_parameters("friction", 0.5, 1.5, 17)
    channel.set_gaussian_sampler_parameters("mass_scale", 1.0, 0.25, -3)
    channel.set_multirangeuniform_sampler_parameters("difficulty", [(0.0, 0.25), (0.5, 1.0)], 9)
    messages = sent(channel)
    assert {guid for guid, _ in messages} == {ENVIRONMENT_PARAMETERS}
    assert dict(read_parameter(payload) for _, payload in messages) == {
        "gravity": Parameter("constant", (3.5,)),
        "friction": Parameter("uniform", (0.5, 1.5), 17),
        "mass_scale": Parameter("gaussian", (1.0, 0.25), -3),
        "difficulty": Parameter("multirangeuniform", (0.0, 0.25, 0.5, 1.0), 9),
    }


def test_engine_configuration_as_mlagents_sends_it() -> None:
    channel = EngineConfigurationChannel()
    channel.set_configuration_parameters(84, 42, 5, 20.0, -1, 60)
    messages = sent(channel)
    assert {guid for guid, _ in messages} == {ENGINE_CONFIGURATION}
    said = [describe_engine_configuration(payload) for _, payload in messages]
    for line, words in zip(
        said,
        ["resolution 84 x 42", "quality level 5", "time scale 20", "target frame rate -1", "capture frame rate 60"],
        strict=True,
    ):
        assert words in line


def test_statistics_as_mlagents_reads_them() -> None:
    data = encode_statistics({"distance": np.array([1.5, -2.0]), "success": np.array([True, False])})
    channel = StatsSideChannel()
    SideChannelManager([channel]).process_side_channel_message(data)
    average = StatsAggregationMethod.AVERAGE
    assert dict(channel.get_and_reset_stats()) == {
        "Episode/distance": [(1.5, average), (-2.0, average)],
        "Episode/success": [(1.0, average), (0.0, average)],
    }


def test_statistics_that_are_not_finite_are_left_out() -> None:
    channel = StatsSideChannel()
    SideChannelManager([channel]).process_side_channel_message(
        encode_statistics({"speed": np.array([math.nan, 2.0, math.inf])})
    )
    assert [value for value, _ in channel.get_and_reset_stats()["Episode/speed"]] == [2.0]


def test_samplers_draw_what_they_say() -> None:
    count = 4000
    uniform = make_sampler(Parameter("uniform", (2.0, 4.0), 1), 0, ALL)
    drawn = np.array([uniform() for _ in range(count)])
    assert drawn.min() >= 2.0 and drawn.max() < 4.0
    assert drawn.mean() == pytest.approx(3.0, abs=0.05) and drawn.std() == pytest.approx(2 / math.sqrt(12), abs=0.03)

    gaussian = make_sampler(Parameter("gaussian", (1.0, 0.5), 2), 0, ALL)
    drawn = np.array([gaussian() for _ in range(count)])
    assert drawn.mean() == pytest.approx(1.0, abs=0.04) and drawn.std() == pytest.approx(0.5, abs=0.03)
    assert (np.abs(drawn - 1.0) < 0.5).mean() == pytest.approx(0.683, abs=0.03)

    # A range three times as long is hit three times as often; nothing falls between them.
    ranges = make_sampler(Parameter("multirangeuniform", (0.0, 1.0, 5.0, 8.0), 3), 0, ALL)
    drawn = np.array([ranges() for _ in range(count)])
    assert (((drawn >= 0) & (drawn < 1)) | ((drawn >= 5) & (drawn < 8))).all()
    assert (drawn >= 5).mean() == pytest.approx(0.75, abs=0.03)
    assert drawn[drawn >= 5].mean() == pytest.approx(6.5, abs=0.1)


def test_a_gaussians_tails_end_at_the_limits() -> None:
    draw = make_sampler(Parameter("gaussian", (0.5, 5.0), 2), 0, (0.0, 1.0))
    drawn = [draw() for _ in range(200)]
    assert min(drawn) == 0.0 and max(drawn) == 1.0


def test_samplers_repeat_with_their_seed_and_differ_between_workers() -> None:
    def draws(sampler_seed: int, player_seed: int) -> list[float]:
        draw = make_sampler(Parameter("uniform", (0.0, 1.0), sampler_seed), player_seed, ALL)
        return [draw() for _ in range(5)]

    assert draws(7, 100) == draws(7, 100)
    assert draws(7, 100) != draws(7, 101)
    assert draws(7, 100) != draws(8, 100)
    assert draws(-7, 100) == draws(-7, 100)


@pytest.mark.parametrize("cut", [1, 15, 19, 21])
def test_a_message_that_is_cut_off_is_refused(cut: int) -> None:
    whole = join_message(ENVIRONMENT_PARAMETERS, b"12345")
    assert list(split_messages(whole + whole)) == [(ENVIRONMENT_PARAMETERS, b"12345")] * 2
    with pytest.raises(SideChannelError, match="byte 25"):
        list(split_messages(whole + whole[:cut]))


def test_a_message_of_negative_length_is_refused() -> None:
    with pytest.raises(SideChannelError, match="-1 bytes"):
        list(split_messages(ENVIRONMENT_PARAMETERS.bytes_le + b"\xff\xff\xff\xff"))


def parameter_payload(*values: str | int | float | list[float]) -> bytes:
    message = OutgoingMessage()
    for value in values:
        if isinstance(value, str):
            message.write_string(value)
        elif isinstance(value, int):
            message.write_int32(value)
        elif isinstance(value, float):
            message.write_float32(value)
        else:
            message.write_float32_list(value)
    return bytes(message.buffer)


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (b"", "4 bytes are needed at byte 0"),
        (b"\xff\xff\xff\x7f" + b"gravity", "bytes are needed at byte 4"),
        (b"\xff\xff\xff\xff" + b"gravity", "-1 bytes are needed"),
        (b"\x01\x00\x00\x00\xe9" + b"\x00" * 8, "not ASCII"),
        (parameter_payload("gravity", 0), "4 bytes are needed"),
        (parameter_payload("gravity", 2, 1.0), "environment parameter gravity: type 2 is not known"),
        (parameter_payload("gravity", 1, 5, 3, 1.0, 2.0), "environment parameter gravity: sampler 3 is not known"),
        (parameter_payload("gravity", 1, 5, 2, [1.0, 2.0, 3.0]), "3 ends of ranges are not pairs"),
        (parameter_payload("gravity", 1, 5, 2, 2_000_000_000), "8000000000 bytes are needed"),
    ],
)
def test_malformed_parameters_are_refused(payload: bytes, message: str) -> None:
    with pytest.raises(SideChannelError, match=message):
        read_parameter(payload)
