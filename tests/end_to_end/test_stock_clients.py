"""The player under mlagents_envs' own clients: UnityEnvironment and its Gym and PettingZoo wrappers."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from mlagents_envs.base_env import ActionTuple
from mlagents_envs.environment import UnityEnvironment
from mlagents_envs.registry import default_registry
from mlagents_envs.side_channel.engine_configuration_channel import EngineConfigurationChannel
from mlagents_envs.side_channel.environment_parameters_channel import EnvironmentParametersChannel
from mlagents_envs.side_channel.stats_side_channel import StatsAggregationMethod, StatsSideChannel

# Importing the wrappers lists Unity's example environments, for which stock mlagents_envs goes to the network.
default_registry.clear()
from mlagents_envs.envs.unity_aec_env import UnityAECEnv  # noqa: E402
from mlagents_envs.envs.unity_gym_env import UnityToGymWrapper  # noqa: E402
from mlagents_envs.envs.unity_parallel_env import UnityParallelEnv  # noqa: E402

COUNTING = "Counting?team=0"
Connect = Callable[..., UnityEnvironment]


@pytest.fixture
def connect(port: int, tmp_path: Path) -> Iterator[Connect]:
    """Starts UnityEnvironment on a player; what is still open at the end is closed."""
    opened = []

    def start(file_name: str, *arguments: str, **settings: object) -> UnityEnvironment:
        settings.setdefault("side_channels", [StatsSideChannel()])
        opened.append(
            UnityEnvironment(
                file_name, base_port=port, no_graphics=True, timeout_wait=60,
                additional_args=["-logFile", str(tmp_path / "Player.log"), *arguments], **settings,
            )
        )  # fmt: skip
        return opened[-1]

    yield start
    for env in opened:
        if env._loaded:
            env.close()


def close_for_good(env: UnityAECEnv | UnityParallelEnv) -> None:
    """Closes a wrapper, which would do so a second time when it is collected, and complain."""
    env.close()
    atexit.unregister(env.close)
    env.close = lambda: None


def ones(agents: int) -> ActionTuple:
    return ActionTuple(np.ones((agents, 2), dtype=np.float32))


def test_agents_keep_their_ids_over_endings_and_resets(connect: Connect, counting_launcher: str) -> None:
    env = connect(counting_launcher, "--agents", "3", "--episode", "4")
    env.reset()
    spec = env.behavior_specs[COUNTING]
    assert [(each.name, each.shape) for each in spec.observation_specs] == [("sensor 0", (5,)), ("sensor 1", (3,))]
    assert (spec.action_spec.continuous_size, spec.action_spec.discrete_size) == (2, 0)

    episodes = np.ones(3)
    age = np.zeros(3)
    for _ in range(25):
        env.set_actions(COUNTING, ones(3))
        env.step()
        decisions, endings = env.get_steps(COUNTING)
        age += 1
        ended = np.flatnonzero(age == 4 + np.arange(3))
        assert decisions.agent_id.tolist() == [0, 1, 2]
        assert endings.agent_id.tolist() == ended.tolist()
        # The last observation of the episode, and in the same message the first of the next one.
        np.testing.assert_array_equal(endings.obs[0][:, :3], np.stack([ended, episodes[ended], age[ended]], axis=1))
        assert endings.interrupted.tolist() == (ended % 2 == 1).tolist()
        np.testing.assert_array_equal(endings.reward, np.full(len(ended), 2.0))
        episodes[ended] += 1
        age[ended] = 0
        np.testing.assert_array_equal(decisions.obs[0][:, :3], np.stack([np.arange(3), episodes, age], axis=1))
        np.testing.assert_array_equal(decisions.reward, np.where(age == 0, 0.0, 2.0))
    for _ in range(3):
        env.reset()
        episodes += 1
        decisions, endings = env.get_steps(COUNTING)
        assert decisions.agent_id.tolist() == [0, 1, 2] and len(endings) == 0
        np.testing.assert_array_equal(decisions.obs[0][:, :3], np.stack([np.arange(3), episodes, np.zeros(3)], axis=1))
        np.testing.assert_array_equal(decisions.reward, np.zeros(3))
    process = env._process
    env.close()
    assert process.returncode == 0


def test_a_learner_that_sets_no_actions_sends_zeros(connect: Connect, counting_launcher: str) -> None:
    env = connect(counting_launcher, "--agents", "2")
    env.step()  # the first step is a reset
    env.step()
    decisions, _ = env.get_steps(COUNTING)
    np.testing.assert_array_equal(decisions.reward, np.zeros(2))
    assert decisions.obs[0][:, 2].tolist() == [1, 1]


def test_areas_multiply_the_agents_and_the_learners_seed_counts(connect: Connect, counting_launcher: str) -> None:
    env = connect(counting_launcher, "--agents", "3", "--sizes", "6", num_areas=4, seed=77)
    env.reset()
    decisions, _ = env.get_steps(COUNTING)
    assert len(decisions) == 12
    assert (decisions.obs[0][:, 5] == 77).all()


def test_side_channels_both_ways(connect: Connect, counting_launcher: str, tmp_path: Path) -> None:
    parameters, configuration, statistics = (
        EnvironmentParametersChannel(), EngineConfigurationChannel(), StatsSideChannel()
    )  # fmt: skip
    env = connect(
        counting_launcher, "--agents", "2", "--episode", "3", side_channels=[parameters, configuration, statistics]
    )
    configuration.set_configuration_parameters(width=84, height=84, time_scale=20.0, target_frame_rate=-1)
    parameters.set_float_parameter("difficulty", 0.25)
    parameters.set_float_parameter("of_another_game", 3.0)
    env.reset()
    decisions, _ = env.get_steps(COUNTING)
    assert decisions.obs[0][:, 3].tolist() == [0.25, 0.25]

    parameters.set_uniform_sampler_parameters("difficulty", 0.5, 0.75, 11)
    seen = []
    for _ in range(30):
        env.set_actions(COUNTING, ones(2))
        env.step()
        decisions, _ = env.get_steps(COUNTING)
        seen += decisions.obs[0][decisions.obs[0][:, 2] == 0, 3].tolist()
    assert len(set(seen)) == len(seen) > 10  # every agent's every episode has its own
    assert 0.5 <= min(seen) < 0.6 and 0.65 < max(seen) < 0.75

    received = statistics.get_and_reset_stats()
    assert set(received) == {"Episode/distance", "Episode/success"}
    lengths, success = received["Episode/distance"], received["Episode/success"]
    assert {method for _, method in lengths} == {StatsAggregationMethod.AVERAGE}
    # Agent 0's episodes of 3 steps are successes, agent 1's of 4 are not.
    assert [(value, won) for (value, _), (won, _) in zip(lengths, success, strict=True)].count((3.0, 1.0)) == 10
    assert [(value, won) for (value, _), (won, _) in zip(lengths, success, strict=True)].count((4.0, 0.0)) == 7
    env.close()
    log = (tmp_path / "Player.log").read_text()
    assert log.count("of_another_game") == 1 and "difficulty, gravity" in log
    assert "time scale 20" in log and "resolution 84 x 84" in log


def test_the_gym_wrapper(connect: Connect, launcher: str, short_task: str) -> None:
    unity = connect(launcher, "--agents", "1", "--task", short_task, "--threads", "1")
    env = UnityToGymWrapper(unity)
    # Where there are no pictures, the wrapper lays all sensors end to end.
    sizes = [spec.shape[0] for spec in unity.behavior_specs["QuadrupedFlat?team=0"].observation_specs]
    assert env.reset().shape == env.observation_space.shape == (sum(sizes),)
    endings = 0
    for _ in range(60):
        observation, reward, done, _ = env.step(env.action_space.sample())
        assert np.isfinite(reward) and np.isfinite(observation).all()
        if done:
            endings += 1
            env.reset()
    assert endings >= 2  # in 1.2 seconds
    env.close()


def test_the_petting_zoo_wrapper(connect: Connect, counting_launcher: str) -> None:
    env = UnityParallelEnv(connect(counting_launcher, "--agents", "3", "--episode", "5"))
    assert len(env.reset()) == 3 == len(env.agents)
    for step in range(1, 5):
        observations, rewards, dones, _ = env.step({agent: np.ones(2, dtype=np.float32) for agent in env.agents})
        assert set(rewards.values()) == {2.0} and not any(dones.values())
        # The wrapper resets once by itself, before it is asked to: this is the second episode.
        assert {tuple(seen[0][1:3]) for seen in observations.values()} == {(2.0, step)}
    # Agent 0 has lived its five steps. The wrapper shows the ending in its infos alone where the next episode's first
    # observation comes in the same message, as with any Unity build that decides in every step.
    observations, _, _, infos = env.step({agent: np.ones(2, dtype=np.float32) for agent in env.agents})
    assert [agent[-1] for agent, info in infos.items() if "interrupted" in info] == ["0"]
    assert [tuple(seen[0][:3]) for _, seen in sorted(observations.items())] == [(0, 3, 0), (1, 2, 5), (2, 2, 5)]
    observations, *_ = env.step({agent: np.ones(2, dtype=np.float32) for agent in env.agents})
    assert [tuple(seen[0][:3]) for _, seen in sorted(observations.items())] == [(0, 3, 1), (1, 3, 0), (2, 2, 6)]
    close_for_good(env)


def test_the_petting_zoo_wrapper_with_turns(connect: Connect, counting_launcher: str) -> None:
    """Agents act one after the other; when all have, the player takes one step."""
    env = UnityAECEnv(connect(counting_launcher, "--agents", "3", "--episode", "5"))
    env.reset()
    turns = []
    for agent in env.agent_iter(max_iter=20):
        observation, reward, done, _ = env.last()
        assert not done
        turns.append((*observation[0][:3], reward))  # agent, episode, age
        assert agent == f"{COUNTING}?agent_id={observation[0][0]:.0f}"
        env.step(np.ones(2, dtype=np.float32))
    lived = [(agent, 2, age, 2.0 if age else 0.0) for age in range(5) for agent in range(3)]
    # As in the parallel wrapper, an ending shows as the next episode's start. An agent that ended gets two turns, for
    # the wrapper lists it with those that decide and with those that ended; the player goes on as if it were one.
    ended = [(0, 3, 0, 0.0), (1, 2, 5, 2.0), (2, 2, 5, 2.0), (0, 3, 0, 0.0)]
    assert turns == [*lived, *ended, (0, 3, 1, 2.0)]
    close_for_good(env)


@pytest.mark.parametrize("engine", ["mujoco", "physx"])
def test_same_seed_same_actions_same_messages(connect: Connect, launcher: str, engine: str) -> None:
    def live() -> list[np.ndarray]:
        env = connect(launcher, "--agents", "2", "--task", "Quadruped", "--engine", engine, "--threads", "1", seed=5)
        env.reset()
        (behavior,) = env.behavior_specs
        random = np.random.default_rng(0)
        seen = []
        for _ in range(40):
            actions = random.uniform(-1, 1, (2, 12)).astype(np.float32)
            env.set_actions(behavior, ActionTuple(actions))
            env.step()
            decisions, _ = env.get_steps(behavior)
            seen += [*decisions.obs, decisions.reward]
        env.close()
        return seen

    for first, second in zip(live(), live(), strict=True):
        np.testing.assert_array_equal(first, second)
