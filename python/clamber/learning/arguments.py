"""What ``clamber train`` can be told; apart from the learner, so that help need not wait for PyTorch."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tyro.conf import Positional


@dataclass
class TrainArguments:
    """Learn a task in this process, from the same configuration that mlagents-learn takes.

    Attributes:
        config: the trainer configuration, trainer_configs/NAME.yaml.
        seed: of everything random; -1 takes the configuration's, or draws one.
        run_id: name of the folder in results; empty takes the configuration's, or its file's name.
        resume: go on from the run's last checkpoint.
        force: start over where there is a run of this name.
        initialize_from: run id, or a checkpoint or brain (.onnx) file, whose networks to begin with.
        counterparts: begin with what has a counterpart there, which may be of another body, or of other senses.
        max_steps: agent-steps to train for; 0 takes the configuration's.
        max_seconds: stop after so long; 0: no limit.
        course: name or file of the course to train on; empty takes the configuration's, or else the task's.
        agents: how many; 0 takes the configuration's.
        engine: mujoco, physx, or both: one agent in eight lives in PhysX, in a process of its own, by Ray; empty takes
            the configuration's.
        threads: groups of agents, simulated on a thread each; 0: one per core.
        workers: processes to simulate in, each a group of agents, by Ray; 0: threads of this process instead.
        cluster: address of a Ray cluster for the workers; empty: this machine.
        video_every: films the brain every so many agent-steps, in results/RUN/videos; 0 takes the configuration's
            (hyperparameters.video_every), which films nothing unless it says so.
        results_dir: where results go.
    """

    config: Positional[Path]
    seed: int = -1
    run_id: str = ""
    resume: bool = False
    force: bool = False
    initialize_from: str = ""
    counterparts: bool = False
    max_steps: int = 0
    max_seconds: float = 0.0
    course: str = ""
    agents: int = 0
    engine: Literal["", "mujoco", "physx", "both"] = ""
    threads: int = 0
    workers: int = 0
    cluster: str = ""
    video_every: int = 0
    results_dir: Path = Path("results")
