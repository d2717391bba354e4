"""The bridge alone: agent-steps per second through gRPC with a player that computes nothing.

    python benchmarks/bridge.py [--agents 64] [--observations 150] [--actions 12] [--seconds 10]

The same player serves the stock `UnityEnvironment` and the plugin's; only the learner's side differs.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

_TURNS = 5
#: Where the figures of an interpreter with compiled protobuf are kept (`--out`).
COMPILED = Path(__file__).resolve().parent.parent / "docs" / "benchmarks_compiled.json"


def play(port: int, agents: int, observations: int, actions: int) -> None:
    """The player: sends the same agents at every step until the learner quits."""
    import grpc
    from clamber.bridge.codec import decode_learner_message, encode_player_message
    from clamber.bridge.messages import AgentInfos, BehaviorSpecification, PlayerMessage

    random = np.random.default_rng(0)
    key = "Bench?team=0"
    infos = AgentInfos(
        ids=np.arange(agents, dtype=np.int32),
        rewards=random.normal(size=agents).astype(np.float32),
        done=np.zeros(agents, dtype=bool),
        max_step_reached=np.zeros(agents, dtype=bool),
        observations=[random.normal(size=(agents, observations)).astype(np.float32)],
    )
    channel = grpc.insecure_channel(f"localhost:{port}")
    exchange = channel.unary_unary("/communicator_objects.UnityToExternalProto/Exchange")
    exchange(encode_player_message(PlayerMessage(initialization=("bench", "3.0.0", "1.5.0"))), wait_for_ready=True)
    reply = decode_learner_message(exchange(encode_player_message(PlayerMessage())))
    behaviors = {key: BehaviorSpecification(actions)}
    try:
        while reply.status == 200:
            message = PlayerMessage(agents={key: infos}, behaviors=behaviors)
            reply = decode_learner_message(exchange(encode_player_message(message)))
            behaviors = {}
    except grpc.RpcError:
        pass


def measure(make: Callable[..., Any], agents: int, observations: int, actions: int, seconds: float) -> float:
    """Agent-steps per second of one learner's side, the handshake and the first steps not counted."""
    from mlagents_envs.base_env import ActionTuple

    with socket.socket() as free:
        free.bind(("localhost", 0))
        port = free.getsockname()[1]
    sizes = [str(number) for number in (port, agents, observations, actions)]
    player = subprocess.Popen([sys.executable, __file__, "--play", *sizes])
    environment = None
    try:
        environment = make(file_name=None, base_port=port, timeout_wait=60)
        environment.reset()
        (key,) = environment.behavior_specs
        action = ActionTuple(continuous=np.zeros((agents, actions), dtype=np.float32))

        def step() -> None:
            steps, _ = environment.get_steps(key)
            assert steps.obs[0].shape == (agents, observations)
            environment.set_actions(key, action)
            environment.step()

        for _ in range(5):
            step()
        count, start = 0, time.perf_counter()
        while time.perf_counter() - start < seconds:
            step()
            count += 1
        pace = count * agents / (time.perf_counter() - start)
        return pace
    finally:
        if environment is not None:
            environment.close()
        player.terminate()
        player.wait()


def compare(agents: int = 64, observations: int = 150, actions: int = 12, seconds: float = 10.0) -> dict[str, Any]:
    """Measures the stock environment and the plugin's in turns, as the machine's own pace comes and goes.

    Args:
        agents: how many.
        observations: of each.
        actions: of each.
        seconds: for each environment, over all turns.

    Returns:
        What `main` prints: of the turns' paces and ratios the median.
    """
    from clamber.bridge.plugin.environment import ColumnUnityEnvironment
    from google.protobuf.internal import api_implementation
    from mlagents_envs.environment import UnityEnvironment

    turns = [
        [
            measure(make, agents, observations, actions, seconds / _TURNS)
            for make in (UnityEnvironment, ColumnUnityEnvironment)
        ]
        for _ in range(_TURNS)
    ]
    stock, fast = np.median(turns, axis=0)
    ratio = float(np.median([quick / slow for slow, quick in turns]))
    return {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "agents": agents,
        "observations": observations,
        "protobuf": api_implementation.Type(),
        "stock_agent_steps_per_second": round(float(stock)),
        "clamber_agent_steps_per_second": round(float(fast)),
        "ratio": round(ratio, 2),
    }


def on_compiled_protobuf() -> dict[str, Any] | None:
    """What was measured, at another time, where protobuf is compiled; None if nobody did."""
    return json.loads(COMPILED.read_text(encoding="utf-8")) if COMPILED.is_file() else None


def main() -> None:
    """Measures both and prints the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--agents", type=int, default=64)
    parser.add_argument("--observations", type=int, default=150)
    parser.add_argument("--actions", type=int, default=12)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--out", type=Path, help="a file for the results, JSON")
    parser.add_argument("--play", type=int, nargs=4, help=argparse.SUPPRESS)
    # As a player that mlagents-learn starts, with arguments of its own that do not matter here.
    parser.add_argument("--launched", type=int, nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--mlagents-port", type=int, help=argparse.SUPPRESS)
    arguments, _ = parser.parse_known_args()
    if arguments.launched:
        play(arguments.mlagents_port, *arguments.launched)
        return
    if arguments.play:
        play(*arguments.play)
        return
    from clamber.assets.files import write_text

    result = compare(arguments.agents, arguments.observations, arguments.actions, arguments.seconds)
    if arguments.out:
        write_text(arguments.out, json.dumps(result, indent=2) + "\n")
    stock, fast = result["stock_agent_steps_per_second"], result["clamber_agent_steps_per_second"]
    print(f"bridge, {result['agents']} agents x {result['observations']} observations, protobuf: {result['protobuf']}")
    print(f"  stock UnityEnvironment   {stock:10,.0f} agent-steps/s")
    print(f"  clamber                  {fast:10,.0f} agent-steps/s   {result['ratio']:.1f} x stock")


if __name__ == "__main__":
    main()
