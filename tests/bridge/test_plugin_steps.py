"""The learner's side of the plugin gives mlagents the very steps that stock mlagents would."""

from __future__ import annotations

import os
import pickle
import shlex
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import grpc
import numpy as np
import pytest
from clamber.bridge.codec import UnsupportedMessageError, decode_player_message
from clamber.bridge.messages import AgentInfos
from clamber.bridge.plugin.environment import ColumnUnityEnvironment
from clamber.bridge.plugin.steps import steps_from_columns
from mlagents_envs.base_env import ActionTuple, BehaviorSpec, DecisionSteps, TerminalSteps
from mlagents_envs.communicator_objects.agent_info_pb2 import AgentInfoProto
from mlagents_envs.communicator_objects.brain_parameters_pb2 import BrainParametersProto
from mlagents_envs.communicator_objects.unity_message_pb2 import UnityMessageProto
from mlagents_envs.environment import UnityEnvironment
from mlagents_envs.exception import (
    UnityCommunicationException,
    UnityCommunicatorStoppedException,
    UnityEnvironmentException,
    UnityTimeOutException,
    UnityWorkerInUseException,
)
from mlagents_envs.rpc_utils import behavior_spec_from_proto, steps_from_proto
from mlagents_envs.side_channel.stats_side_channel import StatsSideChannel

from tests.bridge.players import free_port, hello, official_player


def same_steps(ours: DecisionSteps | TerminalSteps, stock: DecisionSteps | TerminalSteps) -> None:
    """Checks that two lots of steps are alike in every field and type."""
    assert type(ours) is type(stock)
    assert vars(ours).keys() == vars(stock).keys()
    for name, wanted in vars(stock).items():
        got = getattr(ours, name)
        if isinstance(wanted, list):
            assert len(got) == len(wanted), name
            for one, other in zip(got, wanted, strict=True):
                np.testing.assert_array_equal(one, other, err_msg=name)
                assert getattr(one, "dtype", None) == getattr(other, "dtype", None), name
        elif isinstance(wanted, np.ndarray):
            np.testing.assert_array_equal(got, wanted, err_msg=name)
            assert got.dtype == wanted.dtype, name
        else:
            assert got == wanted, name


def agents(random: np.random.Generator, count: int, shapes: list[list[int]], mask: int) -> list[AgentInfoProto]:
    """Random agents."""
    infos = []
    for _ in range(count):
        info = AgentInfoProto(
            id=int(random.integers(0, 1000)),
            reward=random.normal() * random.integers(0, 2),
            done=bool(random.integers(0, 2)),
            max_step_reached=bool(random.integers(0, 2)),
            group_id=int(random.integers(0, 3)),
            group_reward=random.normal(),
        )
        info.action_mask.extend([bool(bit) for bit in random.integers(0, 2, mask)])
        for shape in shapes:
            observation = info.observations.add(shape=shape)
            observation.float_data.data.extend(random.normal(size=int(np.prod(shape))))
        infos.append(info)
    return infos


def in_columns(infos: list[AgentInfoProto]) -> AgentInfos:
    """The agents through the codec."""
    message = UnityMessageProto()
    message.unity_output.rl_output.agentInfos["a"].value.extend(infos)
    return decode_player_message(message.SerializeToString()).agents["a"]


def specification(shapes: list[list[int]], continuous: int, branches: list[int]) -> BehaviorSpec:
    """What stock makes of a behavior with these sensors and actions."""
    brain = BrainParametersProto()
    brain.action_spec.num_continuous_actions = continuous
    brain.action_spec.num_discrete_actions = len(branches)
    brain.action_spec.discrete_branch_sizes.extend(branches)
    return behavior_spec_from_proto(brain, agents(np.random.default_rng(0), 1, shapes, 0)[0])


@pytest.mark.parametrize("count", [0, 1, 2, 9])
@pytest.mark.parametrize("shapes", [[[4]], [[3], [2, 5]], [[2, 3, 4], [1]], []], ids=str)
@pytest.mark.parametrize(("branches", "mask"), [([], 0), ([3], 3), ([3, 2], 5), ([3, 2], 0), ([3, 2], 4), ([], 2)])
def test_steps_are_those_of_stock(count: int, shapes: list[list[int]], branches: list[int], mask: int) -> None:
    random = np.random.default_rng(count)
    spec = specification(shapes, 2, branches)
    for _ in range(3):
        infos = agents(random, count, shapes, mask)
        ours, stock = steps_from_columns(in_columns(infos), spec), steps_from_proto(infos, spec)
        if count:
            same_steps(ours[0], stock[0])
            same_steps(ours[1], stock[1])
        else:
            assert [len(steps) for steps in ours] == [len(steps) for steps in stock] == [0, 0]
            assert [obs.shape for obs in ours[0].obs] == [obs.shape for obs in stock[0].obs]


def spoil_observation(info: AgentInfoProto, value: float) -> None:
    """Puts the value into the last observation."""
    info.observations[-1].float_data.data[0] = value


def spoil_reward(info: AgentInfoProto, value: float) -> None:
    """Puts the value into the reward."""
    info.reward = value


def spoil_group_reward(info: AgentInfoProto, value: float) -> None:
    """Puts the value into the group's reward."""
    info.group_reward = value


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("spoil", [spoil_observation, spoil_reward, spoil_group_reward])
@pytest.mark.parametrize("done", [False, True])
def test_not_finite_is_the_same_error_as_in_stock(
    value: float, spoil: Callable[[AgentInfoProto, float], None], done: bool
) -> None:
    infos = agents(np.random.default_rng(1), 4, [[2], [3]], 0)
    infos[2].done = done
    spoil(infos[2], value)
    spec = specification([[2], [3]], 1, [])
    with pytest.raises(RuntimeError) as stock:
        steps_from_proto(infos, spec)
    with pytest.raises(RuntimeError) as ours:
        steps_from_columns(in_columns(infos), spec)
    assert str(ours.value) == str(stock.value)


def test_observations_other_than_announced_are_left_to_stock() -> None:
    spec = specification([[2], [3]], 1, [])
    for shapes in ([[2]], [[2], [4]]):
        with pytest.raises(UnsupportedMessageError):
            steps_from_columns(in_columns(agents(np.random.default_rng(1), 2, shapes, 0)), spec)


ARGUMENTS = ["--agents", "7", "--sizes", "20,5", "--continuous", "3", "--branches", "3,2", "--episode-length", "5"]


def run_steps(environment_class: type[UnityEnvironment], count: int) -> Iterator[dict[str, Any]]:
    """What an environment with a fixed player shows at each of some steps."""
    port, statistics = free_port(), StatsSideChannel()
    with official_player(port, *ARGUMENTS) as player:
        environment = environment_class(None, base_port=port, timeout_wait=30, side_channels=[statistics])
        environment.reset()
        random = np.random.default_rng(3)
        for _ in range(count):
            decision, terminal = environment.get_steps("Walker?team=0")
            yield {
                "steps": (decision, terminal),
                "specs": dict(environment.behavior_specs),
                "statistics": statistics.get_and_reset_stats(),
            }
            continuous = random.normal(size=(len(decision), 3)).astype(np.float32)
            discrete = random.integers(0, 2, (len(decision), 2)).astype(np.int32)
            environment.set_actions("Walker?team=0", ActionTuple(continuous, discrete))
            environment.step()
        environment.close()
        assert player.wait(timeout=30) == 0


def test_a_whole_environment_behaves_as_stock() -> None:
    """Two runs of one player, which pays for the actions it gets: the same to the bit."""
    ended = 0
    for ours, stock in zip(run_steps(ColumnUnityEnvironment, 12), run_steps(UnityEnvironment, 12), strict=True):
        for got, wanted in zip(ours["steps"], stock["steps"], strict=True):
            same_steps(got, wanted)
        ended += len(ours["steps"][1])
        assert ours["specs"] == stock["specs"]
        assert ours["statistics"] == stock["statistics"]
    assert ended > 7  # episodes ended and began anew in one message


def test_missing_actions_are_filled_in_as_in_stock() -> None:
    port = free_port()
    with official_player(port, "--agents", "2"):
        environment = ColumnUnityEnvironment(None, base_port=port, timeout_wait=30)
        environment.reset()
        environment.step()
        assert len(environment.get_steps("Walker?team=0")[0]) == 2
        environment.close()


def converse(port: int, replies: list[bytes], received: list[bytes]) -> threading.Thread:
    """A player in a thread that says hello and then sends these bytes."""

    def talk() -> None:
        exchange = grpc.insecure_channel(f"localhost:{port}").unary_unary(
            "/communicator_objects.UnityToExternalProto/Exchange"
        )
        received.append(exchange(hello(), wait_for_ready=True))
        for reply in [UnityMessageProto(header={"status": 200}).SerializeToString(), *replies]:
            received.append(exchange(reply))

    thread = threading.Thread(target=talk, daemon=True)
    thread.start()
    return thread


def scripted(*replies: bytes) -> tuple[ColumnUnityEnvironment, list[bytes], threading.Thread]:
    """An environment whose player sends these bytes, what the player received, and the player."""
    port, received = free_port(), []
    thread = converse(port, list(replies), received)
    return ColumnUnityEnvironment(None, base_port=port, timeout_wait=3), received, thread


def test_a_message_that_is_no_protobuf_is_one_line() -> None:
    environment, _, _ = scripted(b"\xff\xff\xff\xff")
    with pytest.raises(UnityCommunicationException, match=r"^Port \d+: what the player sent is no ML-Agents message"):
        environment.reset()
    environment.close()


def test_a_player_that_leaves_is_told_from_one_that_is_silent() -> None:
    environment, _, _ = scripted(UnityMessageProto(header={"status": 400}).SerializeToString())
    with pytest.raises(UnityCommunicatorStoppedException):
        environment.reset()
    environment.close()
    environment, _, _ = scripted()
    with pytest.raises(UnityTimeOutException, match="did not answer for 3 s"):
        environment.reset()
    environment.close()


def test_closing_tells_the_waiting_player_to_quit() -> None:
    environment, received, thread = scripted()
    environment.close()
    thread.join(timeout=10)
    assert not thread.is_alive()
    assert [UnityMessageProto.FromString(data).header.status for data in received] == [200, 400]


def test_images_take_the_stock_path() -> None:
    """A PNG of one pixel."""
    import io

    from PIL import Image

    png = io.BytesIO()
    Image.new("RGB", (1, 1), (255, 0, 51)).save(png, "PNG")
    message = UnityMessageProto(header={"status": 200})
    info = message.unity_output.rl_output.agentInfos["a"].value.add(id=4)
    info.observations.add(shape=[3, 1, 1], compression_type=1, compressed_data=png.getvalue())
    brain = message.unity_output.rl_initialization_output.brain_parameters.add(brain_name="a")
    brain.action_spec.num_continuous_actions = 1
    environment, _, _ = scripted(message.SerializeToString())
    environment.reset()
    (image,) = environment.get_steps("a")[0].obs
    np.testing.assert_allclose(image.ravel(), [1, 0, 0.2], atol=1e-6)
    environment.close()


def test_a_port_in_use_is_said() -> None:
    environment, _, _ = scripted()
    port = environment._port
    with pytest.raises(UnityWorkerInUseException) as error:
        ColumnUnityEnvironment(None, base_port=port, timeout_wait=1)
    for one in (error.value, pickle.loads(pickle.dumps(error.value))):
        assert str(one) == f"Port {port} is in use; another run may still go on, --base-port chooses another"
    environment.close()


def test_an_old_player_gets_its_actions_where_it_reads_them() -> None:
    """Players without the hybridActions capability read the field of before communication version 1.3."""
    port, received = free_port(), []
    old = UnityMessageProto.FromString(hello())
    old.unity_output.rl_initialization_output.capabilities.hybridActions = False
    first = UnityMessageProto(header={"status": 200})
    agent = first.unity_output.rl_output.agentInfos["a"].value.add()
    agent.observations.add(shape=[1]).float_data.data.append(0.5)
    brain = first.unity_output.rl_initialization_output.brain_parameters.add(brain_name="a")
    brain.vector_action_size_deprecated.append(2)
    brain.vector_action_space_type_deprecated = 1

    def talk() -> None:
        exchange = grpc.insecure_channel(f"localhost:{port}").unary_unary(
            "/communicator_objects.UnityToExternalProto/Exchange"
        )
        for message in (old, UnityMessageProto(header={"status": 200}), first, first):
            received.append(exchange(message.SerializeToString(), wait_for_ready=True))

    threading.Thread(target=talk, daemon=True).start()
    environment = ColumnUnityEnvironment(None, base_port=port, timeout_wait=10)
    environment.reset()
    environment.set_actions("a", ActionTuple(continuous=np.array([[0.25, -1]], dtype=np.float32)))
    environment.step()
    action = UnityMessageProto.FromString(received[2]).unity_input.rl_input.agent_actions["a"].value[0]
    assert list(action.vector_actions_deprecated) == [0.25, -1]
    environment.close()


def a_player(folder: Path, script: str) -> Path:
    """A program that mlagents takes for a player."""
    program, path = folder / "program.py", folder / "Player"
    program.write_text(f"import os, sys, time, pathlib\n{script}\n")
    path.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {shlex.quote(str(program))} "$@"\n')
    path.chmod(0o755)
    return path


def test_what_ends_the_start_ends_the_player(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C before it has connected: stock leaves it to the next run."""
    pid_file = str(tmp_path / "pid")
    player = a_player(tmp_path, f"pathlib.Path({pid_file!r}).write_text(str(os.getpid())); time.sleep(600)")

    def interrupted(*_: Any) -> None:
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
            time.sleep(0.02)
        raise KeyboardInterrupt

    monkeypatch.setattr(ColumnUnityEnvironment, "_send_academy_parameters", interrupted)
    with pytest.raises(KeyboardInterrupt):
        ColumnUnityEnvironment(str(player), base_port=free_port(), timeout_wait=30)
    pid = int((tmp_path / "pid").read_text())
    deadline = time.monotonic() + 30
    # Whenever Python starts a process it asks after those it has lost hold of, and may have asked after this one.
    with suppress(ChildProcessError):
        while os.waitpid(pid, os.WNOHANG)[0] == 0:
            assert time.monotonic() < deadline
            time.sleep(0.02)


def test_why_a_player_ended_is_told(tmp_path: Path) -> None:
    """Its log is the only place where that stands."""
    said = "[12:00:00] error: task 'Walkr': there is none; did you mean Walker?"
    log = "sys.argv[sys.argv.index('-logFile') + 1]"
    player = a_player(tmp_path, f"pathlib.Path({log}).write_text({said!r}); sys.exit(2)")
    with pytest.raises(UnityEnvironmentException, match=r"code 2\. The player says: task 'Walkr': there is none"):
        ColumnUnityEnvironment(str(player), base_port=free_port(), timeout_wait=30, log_folder=str(tmp_path))


def test_what_an_earlier_player_said_is_not_told_of_this_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log of a run is kept, and so is the error that it was begun anew for."""
    (tmp_path / "Player-0.log").write_text("[12:00:00] error: task 'Walkr': there is none\n")
    with pytest.raises(UnityEnvironmentException) as caught:
        ColumnUnityEnvironment(
            str(a_player(tmp_path, "sys.exit(3)")), base_port=free_port(), timeout_wait=30, log_folder=str(tmp_path)
        )
    assert "Walkr" not in str(caught.value)
    monkeypatch.setenv("CLAMBER_BRIDGE_HOST", "no.such.host.invalid")
    with pytest.raises(UnityEnvironmentException, match=r"CLAMBER_BRIDGE_HOST: 'no\.such\.host\.invalid' is not allow"):
        ColumnUnityEnvironment(None, base_port=free_port(), timeout_wait=1)
