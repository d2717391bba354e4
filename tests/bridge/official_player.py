"""A player that does nothing, written with the official protobuf classes: what the bridge is tested against."""

from __future__ import annotations

import argparse
import sys

import grpc
import numpy as np
from mlagents_envs.communicator_objects.agent_info_pb2 import AgentInfoProto
from mlagents_envs.communicator_objects.unity_message_pb2 import UnityMessageProto
from mlagents_envs.communicator_objects.unity_to_external_pb2_grpc import UnityToExternalProtoStub
from mlagents_envs.side_channel import OutgoingMessage
from mlagents_envs.side_channel.side_channel_manager import SideChannelManager
from mlagents_envs.side_channel.stats_side_channel import StatsSideChannel


class OfficialPlayer:
    """Agents that see noise and are paid for repeating the first values they see."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        """Takes the parsed arguments of `main`."""
        self.behavior = f"{arguments.behavior}?team=0"
        self.agents = arguments.agents
        self.sizes = [int(size) for size in arguments.sizes.split(",")]
        self.continuous = arguments.continuous
        self.branches = [int(size) for size in arguments.branches.split(",") if size]
        self.length = arguments.episode_length
        self.die_after = arguments.die_after
        self.random = np.random.default_rng(arguments.seed)
        self.age = np.arange(self.agents) % self.length
        self.announced = False
        self.observations = self.look()

    def look(self) -> list[np.ndarray]:
        """What all agents see, one (agents, size) array per sensor."""
        return [self.random.uniform(-1, 1, (self.agents, size)).astype(np.float32) for size in self.sizes]

    def record(self, agent: int, reward: float, done: bool, interrupted: bool) -> AgentInfoProto:
        """One agent as it is sent."""
        info = AgentInfoProto(reward=reward, done=done, max_step_reached=interrupted, id=agent)
        for index, size in enumerate(self.sizes):
            observation = info.observations.add(shape=[size], dimension_properties=[1], name=f"sensor{index}")
            observation.float_data.data.extend(self.observations[index][agent])
        if self.branches:
            info.action_mask.extend([False] * (sum(self.branches) - 1) + [agent % 2 == 1])
        return info

    def first_message(self) -> UnityMessageProto:
        """The handshake."""
        message = UnityMessageProto()
        message.header.status = 200
        hello = message.unity_output.rl_initialization_output
        hello.name, hello.package_version, hello.communication_version = "official", "3.0.0", "1.5.0"
        for name in hello.capabilities.DESCRIPTOR.fields_by_name:
            setattr(hello.capabilities, name, True)
        return message

    def infos(self, rewards: np.ndarray) -> UnityMessageProto:
        """Steps all agents; those whose episode ended are sent twice, ended and begun anew."""
        message = UnityMessageProto()
        message.header.status = 200
        infos = message.unity_output.rl_output.agentInfos[self.behavior].value
        self.age += 1
        ended = self.age >= self.length
        for agent in np.flatnonzero(ended):
            infos.append(self.record(int(agent), float(rewards[agent]), True, bool(agent % 2)))
        self.observations = self.look()
        self.age[ended] = 0
        for agent in range(self.agents):
            infos.append(self.record(agent, 0.0 if ended[agent] else float(rewards[agent]), False, False))
        stat = OutgoingMessage()
        stat.write_string("Course/Distance")
        stat.write_float32(2.5)
        stat.write_int32(0)
        channel = StatsSideChannel()
        channel.queue_message_to_send(stat)
        message.unity_output.rl_output.side_channel = bytes(
            SideChannelManager([channel]).generate_side_channel_messages()
        )
        if not self.announced:
            brain = message.unity_output.rl_initialization_output.brain_parameters.add()
            brain.brain_name, brain.is_training = self.behavior, True
            brain.action_spec.num_continuous_actions = self.continuous
            brain.action_spec.num_discrete_actions = len(self.branches)
            brain.action_spec.discrete_branch_sizes.extend(self.branches)
            self.announced = True
        return message

    def rewards(self, message: UnityMessageProto) -> np.ndarray:
        """Pay for the actions in the learner's message, (agents,)."""
        actions = message.unity_input.rl_input.agent_actions
        if self.behavior not in actions or not self.continuous:
            return np.ones(self.agents)
        taken = np.array([one.continuous_actions for one in actions[self.behavior].value])
        return 1.0 - np.abs(taken - self.observations[0][:, : self.continuous]).mean(axis=1)

    def play(self, port: int) -> None:
        """Plays until the learner says quit, or dies on the step it was told to."""
        exchange = UnityToExternalProtoStub(grpc.insecure_channel(f"localhost:{port}")).Exchange
        exchange(self.first_message(), wait_for_ready=True)
        reply = exchange(UnityMessageProto(header={"status": 200}))
        steps = 0
        while reply.header.status == 200 and reply.unity_input.rl_input.command != 2:
            steps += 1
            if steps == self.die_after:
                sys.exit(3)
            reply = exchange(self.infos(self.rewards(reply)))


def main() -> None:
    """Plays until the learner says quit."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--mlagents-port", type=int, required=True)
    parser.add_argument("--behavior", default="Walker")
    parser.add_argument("--agents", type=int, default=4)
    parser.add_argument("--sizes", default="5,3")
    parser.add_argument("--continuous", type=int, default=2)
    parser.add_argument("--branches", default="")
    parser.add_argument("--episode-length", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--die-after", type=int, default=-1)
    arguments, _ = parser.parse_known_args()
    try:
        OfficialPlayer(arguments).play(arguments.mlagents_port)
    except grpc.RpcError as error:
        if error.code() not in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED):
            raise


if __name__ == "__main__":
    main()
