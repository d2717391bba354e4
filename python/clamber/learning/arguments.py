"""What ``clamber train`` can be told; apart from the learner, so that help need not wait for PyTorch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, get_args, get_type_hints

from tyro.conf import Positional

from clamber.assets.fields import AssetError, Limits
from clamber.learning.settings import MOST_AGENTS


@dataclass
class TrainArguments:
    """Learn a task in this process, from the same configuration that mlagents-learn takes.

    Attributes:
        config: the trainer configuration, trainer_configs/NAME.yaml.
        seed: of everything random; -1 takes the configuration's, or draws one.
        run_id: name of the folder in results; empty takes the configuration's, or its file's name.
        resume: go on from the run's last checkpoint.
        force: start over where there is a run of this name.
        initialize_from: run id, or a checkpoint or brain (.onnx) file, whose networks to begin with; empty takes the
            configuration's, if it names one.
        counterparts: begin with what has a counterpart there, which may be of another body, or of other senses.
        max_steps: agent-steps to train for; 0 takes the configuration's.
        max_seconds: stop after so long; 0: no limit.
        course: name or file of the course to train on, in the content; empty takes the configuration's, or else the
            task's.
        agents: how many; 0 takes the configuration's.
        engine: mujoco, physx, or both: one agent in eight lives in PhysX, in a process of its own, by Ray; empty takes
            the configuration's.
        threads: groups of agents, simulated on a thread each; 0: one per core.
        workers: processes to simulate in, each a group of agents, by Ray; 0: threads of this process instead.
        cluster: address of a Ray cluster for the workers; empty: this machine.
        video_every: films the brain every so many agent-steps, in results/RUN/videos; 0 takes the configuration's
            (hyperparameters.video_every), which films nothing unless it says so.
        results_dir: where results go; without it, the configuration's, or else "results".
    """

    config: Positional[Path]
    seed: Annotated[int, Limits(0, 2**31 - 1)] = -1
    run_id: str = ""
    resume: bool = False
    force: bool = False
    initialize_from: str = ""
    counterparts: bool = False
    max_steps: Annotated[int, Limits(1, 10**12)] = 0
    max_seconds: Annotated[float, Limits(0.0, 1e9)] = 0.0
    course: str = ""
    agents: Annotated[int, Limits(2, MOST_AGENTS)] = 0
    engine: Literal["", "mujoco", "physx", "both"] = ""
    threads: Annotated[int, Limits(1, 1024)] = 0
    workers: Annotated[int, Limits(1, 1024)] = 0
    cluster: str = ""
    video_every: Annotated[int, Limits(1, 10**12)] = 0
    results_dir: Path | None = None

    @property
    def results(self) -> Path:
        """Where results go."""
        return Path("results") if self.results_dir is None else self.results_dir

    def check(self) -> None:
        """Looks at the numbers that were told; those left at their defaults mean something of their own.

        Raises:
            AssetError: one line: option, value, what is allowed; or an option that another leaves without a meaning.
        """
        for name, hint in get_type_hints(TrainArguments, include_extras=True).items():
            value, default = getattr(self, name), getattr(TrainArguments, name, None)
            limits = next((one for one in get_args(hint) if isinstance(one, Limits)), None)
            if limits and value != default and not limits.minimum <= value <= limits.maximum:
                raise AssetError(
                    f"--{name.replace('_', '-')}: {value} is not allowed; {limits.minimum:.0f} to "
                    f"{limits.maximum:.0f}, or {default} (see --help)"
                )
        for first, second in (
            ("resume", "force"), ("resume", "initialize_from"), ("resume", "counterparts"), ("workers", "threads"),
        ):  # fmt: skip
            if getattr(self, first) and getattr(self, second):
                named = second.replace("_", "-")
                raise AssetError(f"--{named}: not allowed with --{first}, with which it would mean nothing")
