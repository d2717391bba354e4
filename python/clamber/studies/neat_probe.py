"""NEAT (neat-python) as a quick probe: topologies and weights that evolve by how well whole lives go."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from clamber.assets.files import write_text
from clamber.evaluation.episodes import live_episodes
from clamber.learning.configuration import trainer_settings
from clamber.learning.learner import Learner
from clamber.learning.metrics import Metrics
from clamber.learning.onnx_export import brain_bytes
from clamber.learning.progress import Screen
from clamber.learning.results import checkpoint_bytes, read_checkpoint, write_whole
from clamber.studies.dense_network import Dense, densify, put_into
from clamber.studies.libraries import check_library
from clamber.studies.run import Run, merged, thinned
from clamber.studies.run import learn as train
from clamber.studies.sparse_network import Crowd, SparseNetwork, from_neat
from clamber.tasks.environment import ClamberVectorEnv

Float = NDArray[np.float64]

# neat-python is imported where it is needed: the studies of others do without it.

#: neat-python's settings: what Stanley and Miikkulainen 2002 have where neat-python has the same, except that a life is
#: judged by few decisions, so weights change often. Hidden nodes are relu and outputs clamped: both can be made dense.
SETTINGS = """[NEAT]
fitness_criterion = max
fitness_threshold = 1e9
no_fitness_termination = True
pop_size = {population}
reset_on_extinction = True

[Genome]
num_inputs = {inputs}
num_outputs = {outputs}
num_hidden = 0
feed_forward = True
initial_connection = partial_direct 0.2
compatibility_disjoint_coefficient = 1.0
compatibility_weight_coefficient = 0.5
conn_add_prob = 0.5
conn_delete_prob = 0.2
node_add_prob = 0.2
node_delete_prob = 0.1
activation_default = relu
activation_options = relu
activation_mutate_rate = 0.0
aggregation_default = sum
aggregation_options = sum
aggregation_mutate_rate = 0.0
bias_init_type = gaussian
bias_init_mean = 0.0
bias_init_stdev = 0.2
bias_max_value = 5.0
bias_min_value = -5.0
bias_mutate_power = 0.2
bias_mutate_rate = 0.5
bias_replace_rate = 0.05
response_init_type = gaussian
response_init_mean = 1.0
response_init_stdev = 0.0
response_max_value = 1.0
response_min_value = 1.0
response_mutate_power = 0.0
response_mutate_rate = 0.0
response_replace_rate = 0.0
weight_init_type = gaussian
weight_init_mean = 0.0
weight_init_stdev = 0.5
weight_max_value = 5.0
weight_min_value = -5.0
weight_mutate_power = 0.3
weight_mutate_rate = 0.6
weight_replace_rate = 0.05
enabled_default = True
enabled_mutate_rate = 0.01

[DefaultSpeciesSet]
compatibility_threshold = 3.0

[DefaultStagnation]
species_fitness_func = max
max_stagnation = 15
species_elitism = 2

[DefaultReproduction]
elitism = 2
survival_threshold = 0.2
min_species_size = 2
"""
#: Networks of a generation, each an agent.
POPULATION = 128
#: How long each lives, s.
LIFE = 5.0
#: Units at least in each layer of the dense network: room to learn more than what evolved.
LEAST_UNITS = (128, 64)
#: Exploration noise that PPO begins with, in actions.
INITIAL_STD = 0.2
#: Of obs_1's sub-network, which NEAT has no part in.
TERRAIN_UNITS = 32


@dataclass(frozen=True)
class Evolved:
    """What came of an evolution.

    Attributes:
        network: the fittest that ever lived.
        mean: of obs_0, (size,), and
        deviation: what it is divided by, before a network sees it.
        steps: agent-steps lived.
        generations: how many.
        curve: (agent-steps, fitness of the generation's best).
        bests: of every generation, the network of that fitness.
    """

    network: SparseNetwork
    mean: Float
    deviation: Float
    steps: int
    generations: int
    curve: tuple[tuple[int, float], ...]
    bests: tuple[SparseNetwork, ...] = ()


def configure(text: str, path: Path) -> Any:
    """neat-python's configuration from its text, written to ``path``; outputs are clamped, hidden nodes are not."""
    import neat  # type: ignore[import-untyped]

    class Genome(neat.DefaultGenome):  # type: ignore[misc]
        """A genome whose outputs are clamped."""

        def configure_new(self, config: Any) -> None:
            """A first genome."""
            super().configure_new(config)
            for key in config.output_keys:
                self.nodes[key].activation = "clamped"

    path.parent.mkdir(parents=True, exist_ok=True)
    write_text(path, text)
    return neat.Config(Genome, neat.DefaultReproduction, neat.DefaultSpeciesSet, neat.DefaultStagnation, str(path))


def evolve(
    env: ClamberVectorEnv, config: Any, steps: int, seed: int, life: float = LIFE, title: str = "NEAT"
) -> Evolved:
    """Lets networks evolve for at least so many agent-steps, a generation at a time.

    Args:
        env: an agent for each network of a generation.
        config: neat-python's.
        steps: agent-steps.
        seed: of evolution and episodes.
        life: at most so long is a network judged by, s; its fitness is the reward until then or until its episode ends.
        title: on screen, above the best network's reward.
    """
    import neat

    mean, deviation, lived = _look_around(env, seed)
    population, decisions = neat.Population(config, seed=seed), max(1, round(life / env.dt))
    curve: list[tuple[int, float]] = []
    bests: list[SparseNetwork] = []
    metrics = Metrics(steps)

    def judge(genomes: list[tuple[int, Any]], config: Any) -> None:
        nonlocal lived
        networks = [from_neat(neat.nn.FeedForwardNetwork.create(genome, config)) for _, genome in genomes]
        for start in range(0, len(networks), env.num_envs):
            part = networks[start : start + env.num_envs]
            fitness, count = live(env, part, mean, deviation, decisions, seed + len(bests))
            lived += count
            for (_, genome), value in zip(genomes[start:], fitness.tolist(), strict=False):
                genome.fitness = value
        place = max(range(len(genomes)), key=lambda index: genomes[index][1].fitness)
        fittest = genomes[place][1].fitness
        curve.append((lived, fittest))
        bests.append(networks[place])
        metrics.add(lived - metrics.steps, {}, {})
        screen.show(metrics, {**metrics.summary(), "Environment/Cumulative Reward": fittest})

    with Screen(title) as screen:
        while lived < steps or not bests:
            population.run(judge, 1)
    place = max(range(len(curve)), key=lambda index: curve[index][1])
    return Evolved(bests[place], mean, deviation, lived, len(bests), tuple(curve), tuple(bests))


def live(
    env: ClamberVectorEnv, networks: Sequence[SparseNetwork], mean: Float, deviation: Float, decisions: int, seed: int
) -> tuple[Float, int]:
    """Each network's reward until its episode ends, (networks,), and the agent-steps that were lived for it."""
    # Agents that are left over repeat the first network.
    crowd = Crowd([*networks, *[networks[0]] * (env.num_envs - len(networks))])
    observations, _ = env.reset(seed=seed)
    fitness, alive, steps = np.zeros(env.num_envs), np.ones(env.num_envs, dtype=np.bool_), 0
    for _ in range(decisions):
        actions = crowd.act((observations["proprioception"] - mean) / deviation)
        observations, rewards, terminated, truncated, _ = env.step(actions)
        steps += env.num_envs
        fitness += np.where(alive, rewards, 0.0)
        alive &= ~(terminated | truncated)
        if not alive.any():
            break
    return fitness[: len(networks)], steps


class _Bests:
    """A network for each agent, as a brain."""

    def __init__(self, evolved: Evolved, networks: Sequence[SparseNetwork]) -> None:
        self._evolved, self._crowd = evolved, Crowd(networks)

    def act(self, proprioception: NDArray[Any], terrain: NDArray[Any]) -> NDArray[Any]:
        """What each agent's network does; none sees the terrain."""
        return self._crowd.act((proprioception - self._evolved.mean) / self._evolved.deviation)

    def forget(self, agents: NDArray[np.bool_] | None = None) -> None:
        """There is nothing to forget."""


def distances(env: ClamberVectorEnv, evolved: Evolved, seed: int) -> list[float]:
    """How far each generation's best comes in a whole episode, m, a mean over the agents that it is given.

    Generations are judged by lives shorter than an episode; this is the measure that other learners' curves tell.
    """
    found: list[float] = []
    for start in range(0, len(evolved.bests), env.num_envs):
        part = evolved.bests[start : start + env.num_envs]
        whose = np.arange(env.num_envs) % len(part)
        lived = live_episodes(env, _Bests(evolved, [part[one] for one in whose]), 1, seed, "each generation's best")
        found += [float(lived["distance"][whose[lived["agent"]] == one].mean()) for one in range(len(part))]
    return found


def _look_around(env: ClamberVectorEnv, seed: int) -> tuple[Float, Float, int]:
    """Mean and deviation of obs_0 under random actions for a second, with the normalisers' small addition of 0.01."""
    chance = np.random.default_rng(seed)
    observations, _ = env.reset(seed=seed)
    rows = [observations["proprioception"]]
    for _ in range(max(1, round(1.0 / env.dt))):
        shape = (env.num_envs, env.measures.actions)
        rows.append(env.step(chance.uniform(-1.0, 1.0, shape).astype(np.float32))[0]["proprioception"])
    seen = np.concatenate(rows).astype(np.float64)
    return seen.mean(axis=0), seen.std(axis=0) + 0.01, env.num_envs * (len(rows) - 1)


def hyperparameters_for(dense: Dense) -> dict[str, Any]:
    """Hyperparameters, as in a configuration, of networks that a dense one can be put into."""
    units = [max(own, least) for own, least in zip(dense.units, LEAST_UNITS, strict=False)]
    units += list(dense.units[len(LEAST_UNITS) :])
    return {
        "activation": "relu", "init_std": INITIAL_STD, "proprioception_units": [units[0]],
        "terrain_units": [TERRAIN_UNITS], "trunk_units": units[1:],
    }  # fmt: skip


def train_on(run: Run) -> dict[str, Any]:
    """A condition's ``learn``: PPO goes on from what evolved in the condition that it starts from."""
    units = read_checkpoint(run.checkpoint_of(run.condition.start))["hyperparameters"]
    trainer = merged(run.condition.trainer, {"hyperparameters": units})
    fitted = replace(run, condition=replace(run.condition, trainer=trainer), own_settings=True)
    fitted.write_settings()
    return train(fitted)


def learner_of(evolved: Evolved, behavior: str, sensors: dict[str, int], seed: int) -> Learner:
    """A learner whose policy acts as what evolved."""
    dense = densify(evolved.network, len(LEAST_UNITS))
    told = {"hyperparameters": hyperparameters_for(dense), "network_settings": {"normalize": True}}
    settings = trainer_settings(behavior, told, "what evolved")
    learner = Learner(settings, sensors, len(evolved.network.outputs), 4, seed)
    put_into(dense, learner.actor, evolved.mean, evolved.deviation, evolved.steps)
    # The value function, which begins from nothing, sees through the same eyes.
    learner.critic.normalizers.load_state_dict(learner.actor.normalizers.state_dict())
    return learner


def learned_by(population: int = POPULATION, life: float = LIFE) -> Callable[[Run], dict[str, Any]]:
    """A condition's ``learn``: evolves from nothing, and leaves the dense brain and a checkpoint to train on from."""

    def learn(run: Run) -> dict[str, Any]:
        check_library("neat", "neat-python", run.condition.name)
        env = ClamberVectorEnv(run.task(), population, seed=run.seed)
        try:
            sizes = [values.shape[1] for values in env.final_observations.values()]
            text = SETTINGS.format(population=population, inputs=sizes[0], outputs=env.measures.actions)
            config = configure(text, run.settings / f"{run.condition.name}.ini")
            begun = time.monotonic()
            evolved = evolve(env, config, run.steps, run.seed, life, run.name)
            seconds = time.monotonic() - begun
            metres = distances(env, evolved, run.seed)
            body = env.body.description
        finally:
            env.close()
        command = f"clamber reproduce {run.study} --only {run.condition.name}"
        sensors = {f"obs_{index}": size for index, size in enumerate(sizes)}
        learner = learner_of(evolved, run.behavior, sensors, run.seed)
        metadata = {
            "task": str(run.task_path), "body": body, "behavior": run.behavior, "training_command": command,
            "seed": str(run.seed), "steps": str(evolved.steps), "action_repeat": "1",
        }  # fmt: skip
        run.folder.mkdir(parents=True, exist_ok=True)
        write_whole(run.brain, brain_bytes(learner.actor, sensors, learner.actions, metadata))
        checkpoint = {
            "format": "clamber-1", "behavior": run.behavior, "seed": run.seed, "steps": evolved.steps,
            "learner": learner.state(),
            "hyperparameters": hyperparameters_for(densify(evolved.network, len(LEAST_UNITS))),
        }  # fmt: skip
        write_whole(run.folder / "checkpoint.pt", checkpoint_bytes(checkpoint))
        lived, best = zip(*evolved.curve, strict=True)
        return {
            "command": f"{command} (seed {run.seed})", "steps": evolved.steps, "seconds": round(seconds, 1),
            "curves": {
                "Environment/Best of generation": thinned(list(lived), list(best)),
                "Episode/distance": thinned(list(lived), metres),
            },
            "generations": evolved.generations, "nodes": len(evolved.network.nodes),
            "links": sum(len(node.links) for node in evolved.network.nodes),
        }  # fmt: skip

    return learn
