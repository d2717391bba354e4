"""Steps an environment and plays for a learner, on the installed package alone; see requirements/try_python.sh.

ML-Agents does not install on a newer Python than 3.11, so the learner here is a few lines with the package's own codec,
which the tests of the bridge hold against the official classes.
"""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import clamber.tasks  # noqa: F401  (it registers the tasks)
import grpc
import gymnasium
import numpy as np
from clamber.bridge.codec import CAPABILITIES, decode_player_message, encode_learner_message
from clamber.bridge.messages import AgentActions, Initialization, LearnerMessage, PlayerMessage

AGENTS = 4
STEPS = 50
KEY = "Quadruped?team=0"
STEP, RESET, QUIT = 0, 1, 2


def step_an_environment() -> None:
    """A hundred random steps, with finite numbers to see and to earn."""
    env: gymnasium.Env[Any, Any] = gymnasium.make("clamber/Quadruped-v0")
    env.reset(seed=1)
    env.action_space.seed(1)
    for _ in range(100):
        observations, reward, terminated, truncated, _ = env.step(env.action_space.sample())
        assert all(np.isfinite(values).all() for values in observations.values())
        assert np.isfinite(float(reward))
        if terminated or truncated:
            env.reset()
    env.close()
    print("environment: 100 random steps of Quadruped")


class Learner:
    """Says hello, resets, has so many random steps made, and quits; keeps what it heard."""

    def __init__(self) -> None:
        self.heard: list[PlayerMessage] = []
        self.chance = np.random.default_rng(1)

    def answer(self, data: bytes, _: grpc.ServicerContext) -> bytes:
        """The reply to a player's next message."""
        self.heard.append(decode_player_message(data))
        return encode_learner_message(self.next())

    def next(self) -> LearnerMessage:
        """What comes after as many messages as were heard."""
        if len(self.heard) == 1:
            hello = Initialization(3, "1.5.0", "1.1.0", 1, dict.fromkeys(CAPABILITIES, True))
            return LearnerMessage(initialization=hello)
        if len(self.heard) == 2:
            return LearnerMessage(command=RESET)
        if len(self.heard) == 3 + STEPS:
            return LearnerMessage(command=QUIT)
        actions = self.chance.uniform(-1, 1, (AGENTS, 12)).astype(np.float32)
        return LearnerMessage(command=STEP, actions={KEY: AgentActions(actions, np.zeros((AGENTS, 0), np.int32))})


def play_for_a_learner() -> None:
    """The installed player's whole life, over gRPC."""
    learner = Learner()
    server = grpc.server(ThreadPoolExecutor(2), options=[("grpc.max_receive_message_length", -1)])
    # Without a serialiser gRPC gives and takes bytes.
    exchange = grpc.unary_unary_rpc_method_handler(learner.answer)
    service = grpc.method_handlers_generic_handler("communicator_objects.UnityToExternalProto", {"Exchange": exchange})
    server.add_generic_rpc_handlers((service,))
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    player = Path(sys.executable).with_name("clamber-player")
    arguments = ["--task", "Quadruped", "--agents", str(AGENTS), "--mlagents-port", str(port)]
    subprocess.run([str(player), *arguments], check=True, timeout=120)
    server.stop(None)

    assert learner.heard[0].initialization is not None
    infos = [message.agents[KEY] for message in learner.heard if message.agents]
    assert len(infos) == 1 + STEPS
    for each in infos:
        assert len(each.ids) >= AGENTS
        assert all(np.isfinite(values).all() for values in [*each.observations, each.rewards])
    print(f"player: {STEPS} steps of {AGENTS} agents for a learner")


if __name__ == "__main__":
    step_an_environment()
    play_for_a_learner()
