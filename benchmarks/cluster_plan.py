"""How quickly many machines would train, worked out from what a sample costs on one: a model, not a measurement.

A rollout on M machines of C cores, one worker a core with a agents each that live H decisions; n = M C a H samples:

    weights     (M - 1) W / bandwidth              one copy to each other machine, none helping another to it
    simulation  a H s                              all cores at once
    transfer    n (1 - 1 / M) B / bandwidth        into the first machine
    taking      n r + M C w                        in the learner, one thread
    learning    n u / (C e)                        in the learner, all cores of its machine

s, r, u: processor seconds per sample; w: per worker; e: the share of its threads that learning keeps busy, assumed. One
after another, as the program does. With averaged gradients every machine has a learner, for its own workers' samples:

    simulation  a H s
    taking      C a H r + C w
    learning    a H u / e
    averages    K (2 G (1 - 1 / M) / bandwidth + 2 log2(M) latency)    K gradients of G bytes, halved and doubled
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

MACHINES = (1, 2, 4, 8, 16, 32, 64)
#: Of every machine; and agents on each core, where a decision costs an agent nearly the least (docs/benchmarks.md).
CORES, AGENTS_PER_CORE = 16, 64
#: Bytes per second that Gbit/s carry when nothing else is on the way.
GIGABIT = 1e9 / 8
#: Seconds from machine to machine through TCP, and gradients a rollout: 4 epochs of 4 minibatches.
LATENCY, GRADIENTS = 1e-4, 16
#: Share of the cores' time that learning would use on a machine of so many; not measured, for there were two cores.
EFFICIENCY = 0.75


@dataclass(frozen=True)
class Costs:
    """What was measured; seconds are processor time.

    Attributes:
        horizon: decisions of a rollout.
        simulate_seconds_per_sample: in a worker, its policy included.
        take_seconds_per_sample: in the learner, to put a rollout where it learns from.
        take_seconds_per_worker: in the learner, to ask and hear one more worker.
        update_seconds_per_sample: to learn, all epochs and threads together.
        weights_bytes: of the policy.
        bytes_per_sample: of a rollout, the agents' state shared out among its samples.
        gradient_bytes: of one gradient.
    """

    horizon: int
    simulate_seconds_per_sample: float
    take_seconds_per_sample: float
    take_seconds_per_worker: float
    update_seconds_per_sample: float
    weights_bytes: float
    bytes_per_sample: float
    gradient_bytes: float


@dataclass(frozen=True)
class Rollout:
    """What a rollout would take.

    Attributes:
        samples: of all machines.
        simulation: seconds in which agents live.
        network: seconds in which bytes travel.
        learner: seconds in which samples are taken and learned from.
    """

    samples: int
    simulation: float
    network: float
    learner: float

    @property
    def seconds(self) -> float:
        """Of the whole rollout."""
        return self.simulation + self.network + self.learner

    @property
    def steps_per_second(self) -> float:
        """Agent-steps per second, learning included."""
        return self.samples / self.seconds


def one_learner(
    costs: Costs, machines: int, bandwidth: float, cores: int = CORES, agents_per_core: int = AGENTS_PER_CORE
) -> Rollout:
    """Rollouts gathered by one learner, which is what ``--workers`` does.

    Args:
        costs: measured.
        machines: the learner's own among them.
        bandwidth: of the learner's machine, bytes per second each way.
        cores: of every machine, a worker on each.
        agents_per_core: of every worker.
    """
    workers = machines * cores
    samples = workers * agents_per_core * costs.horizon
    elsewhere = samples * (1.0 - 1.0 / machines) * costs.bytes_per_sample + (machines - 1) * costs.weights_bytes
    taking = samples * costs.take_seconds_per_sample + workers * costs.take_seconds_per_worker
    learning = samples * costs.update_seconds_per_sample / (cores * EFFICIENCY)
    return Rollout(
        samples, agents_per_core * costs.horizon * costs.simulate_seconds_per_sample, elsewhere / bandwidth,
        taking + learning,
    )  # fmt: skip


def averaged_gradients(
    costs: Costs, machines: int, bandwidth: float, cores: int = CORES, agents_per_core: int = AGENTS_PER_CORE
) -> Rollout:
    """A learner on every machine for the rollouts of its own workers; gradients are averaged. Arguments as above."""
    own = cores * agents_per_core * costs.horizon
    taking = own * costs.take_seconds_per_sample + cores * costs.take_seconds_per_worker
    learning = own * costs.update_seconds_per_sample / (cores * EFFICIENCY)
    average = 2.0 * costs.gradient_bytes * (1.0 - 1.0 / machines) / bandwidth + 2.0 * math.log2(machines) * LATENCY
    return Rollout(
        machines * own, agents_per_core * costs.horizon * costs.simulate_seconds_per_sample, GRADIENTS * average,
        taking + learning,
    )  # fmt: skip


def limit(costs: Costs, bandwidth: float) -> float:
    """Agent-steps per second that one learner cannot pass, however many machines simulate."""
    per_worker = AGENTS_PER_CORE * costs.horizon
    return 1.0 / (
        costs.bytes_per_sample / bandwidth
        + costs.take_seconds_per_sample
        + costs.take_seconds_per_worker / per_worker
        + costs.update_seconds_per_sample / (CORES * EFFICIENCY)
    )


def learner_limits_at(costs: Costs) -> int:
    """The least number of machines at which the learner works longer than the agents live."""
    machines = 1
    while (rollout := one_learner(costs, machines, math.inf)).learner <= rollout.simulation and machines < 10**6:
        machines += 1
    return machines


def bandwidth_needed(costs: Costs, machines: int, share: float = 0.1) -> float:
    """Bytes per second for the network to take at most ``share`` of a rollout."""
    rollout = one_learner(costs, machines, 1.0)
    return rollout.network * (1.0 - share) / share / (rollout.simulation + rollout.learner)


def told(costs: Costs) -> str:
    """The plan as a table and what follows from it, for docs/distributed.md."""
    lines = [
        "| machines | workers | agents | samples a rollout | one learner, 1 Gbit/s | 10 Gbit/s | simulation's share "
        "| averaged gradients, 10 Gbit/s | 10 Gbit/s: gain of averaging |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for machines in MACHINES:
        slow, quick = (one_learner(costs, machines, speed * GIGABIT) for speed in (1, 10))
        averaged = averaged_gradients(costs, machines, 10 * GIGABIT)
        workers = machines * CORES
        lines.append(
            f"| {machines} | {workers:,} | {workers * AGENTS_PER_CORE:,} | {quick.samples:,} "
            f"| {_round(slow.steps_per_second)} | {_round(quick.steps_per_second)} "
            f"| {quick.simulation / quick.seconds:.0%} | {_round(averaged.steps_per_second)} "
            f"| {averaged.steps_per_second / quick.steps_per_second:.1f} x |"
        )
    most, full = MACHINES[-1], one_learner(costs, MACHINES[-1], 10 * GIGABIT)
    per_rollout = full.samples * costs.bytes_per_sample
    facts = [
        f"**The learner**, were the network free, works longer than the agents live from machine number "
        f"{learner_limits_at(costs)} on. However many simulate, it stays below {_round(limit(costs, math.inf))} "
        "agent-steps/s "
        f"(with 10 Gbit/s {_round(limit(costs, 10 * GIGABIT))}, with 1 Gbit/s {_round(limit(costs, GIGABIT))}).",
        f"**The network**, to take at most a tenth of the time: {_gigabit(costs, 2)} Gbit/s with 2 machines, "
        f"{_gigabit(costs, 8)} with 8, {_gigabit(costs, most)} with {most}. At {most} machines a rollout is "
        f"{per_rollout / 1e9:.2f} GB into one machine, and the weights {costs.weights_bytes * (most - 1) / 1e6:.1f} MB "
        "out of it.",
        "**Agents on a core**: " + _agents_per_core(costs, 8) + " agent-steps/s.",
    ]
    return "\n".join(lines) + "\n\n" + "".join(f"- {fact}\n" for fact in facts)


def _agents_per_core(costs: Costs, machines: int) -> str:
    bandwidth = 10 * GIGABIT
    paces = [(one_learner(costs, machines, bandwidth, agents_per_core=agents), agents) for agents in (8, 16, 64, 256)]
    return f"with {machines} machines and 10 Gbit/s, were a decision as cheap for few, " + ", ".join(
        f"{agents} give {_round(rollout.steps_per_second)}" for rollout, agents in paces
    )


def _gigabit(costs: Costs, machines: int) -> str:
    return f"{bandwidth_needed(costs, machines) / GIGABIT:.1f}"


def _round(value: float) -> str:
    return f"{float(f'{value:.2g}'):,.0f}"


def draw(costs: Costs, path: Path) -> None:
    """Draws agent-steps per second against machines."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(6.4, 4.0), constrained_layout=True)
    quick = 10 * GIGABIT
    alone = one_learner(costs, 1, quick).steps_per_second
    axes.plot(MACHINES, [alone * machines for machines in MACHINES], ":", color="0.6", label="as many times one")
    axes.plot(
        MACHINES, [averaged_gradients(costs, machines, quick).steps_per_second for machines in MACHINES], "o-",
        label="averaged gradients, 10 Gbit/s",
    )  # fmt: skip
    for speed in (10, 1):
        paces = [one_learner(costs, machines, speed * GIGABIT).steps_per_second for machines in MACHINES]
        axes.plot(MACHINES, paces, "o-", label=f"one learner, {speed} Gbit/s")
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    axes.set_xticks(MACHINES, [str(machines) for machines in MACHINES])
    axes.set(xlabel=f"machines of {CORES} cores", ylabel="agent-steps/s", title="Worked out from one machine's costs")
    axes.grid(alpha=0.3)
    axes.legend()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=90)
    plt.close(figure)
