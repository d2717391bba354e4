"""What a training run left in its results folder, whichever trainer wrote it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from clamber.assets.fields import AssetError
from clamber.assets.files import read_text
from clamber.evaluation.brain import brain_metadata

#: A curve: agent-steps and values.
Curve = tuple[list[int], list[float]]


@dataclass(frozen=True)
class RunRecords:
    """A run.

    Attributes:
        folder: ``results/<run-id>``.
        behavior: what was trained.
        brain: its .onnx.
        configuration: the text of ``configuration.yaml``.
        task: what the brain or the configuration names; empty if neither does.
        command: what was typed, or follows from the folder; the seed is in it or in ``seed``.
        seed: as text; empty if nothing tells it.
        steps: agent-steps trained for.
        seconds: wall-clock of all sittings, from the event files.
        curves: by TensorBoard name.
    """

    folder: Path
    behavior: str
    brain: Path
    configuration: str
    task: str
    command: str
    seed: str
    steps: int
    seconds: float
    curves: dict[str, Curve]


def read_run(folder: Path, behavior: str = "") -> RunRecords:
    """Reads a results folder.

    Args:
        folder: ``results/<run-id>``.
        behavior: which, where there are several.

    Raises:
        ValueError: one line: no such folder, no brain in it, or several and none is named.
    """
    if not folder.is_dir():
        raise AssetError(f"{folder}: no such run folder")
    behaviors = sorted(path.stem for path in folder.glob("*.onnx"))
    if behavior and behavior not in behaviors:
        raise AssetError(f"{folder}: no {behavior}.onnx; there are {', '.join(behaviors) or 'none'}")
    if not behavior and len(behaviors) != 1:
        found = f"several brains ({', '.join(behaviors)}); name a behavior" if behaviors else "no brain (.onnx)"
        raise AssetError(f"{folder}: {found}")
    behavior = behavior or behaviors[0]
    brain = folder / f"{behavior}.onnx"
    text = read_text(folder / "configuration.yaml", str(folder / "configuration.yaml"))
    try:
        configuration = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise AssetError(f"{folder / 'configuration.yaml'}: not YAML: {' '.join(str(error).split())}") from None
    told = brain_metadata(brain)
    curves, seconds = _read_events(folder / behavior)
    return RunRecords(
        folder=folder,
        behavior=behavior,
        brain=brain,
        configuration=text,
        task=told.get("task") or _argument(configuration, "--task"),
        command=told.get("training_command", ""),
        seed=told.get("seed")
        or str(_entry(configuration, "clamber", "seed", _entry(configuration, "env_settings", "seed"))),
        steps=int(told.get("steps", "0")) or _last_checkpoint(folder, behavior),
        seconds=seconds,
        curves=curves,
    )


def _entry(configuration: Any, section: str, name: str, otherwise: Any = "") -> Any:
    part = configuration.get(section) if isinstance(configuration, dict) else None
    return part.get(name, otherwise) if isinstance(part, dict) else otherwise


def _argument(configuration: Any, name: str) -> str:
    """The value after ``name`` among the player's arguments."""
    arguments = [str(one) for one in _entry(configuration, "env_settings", "env_args", []) or []]
    return arguments[arguments.index(name) + 1] if name in arguments[:-1] else ""


def _last_checkpoint(folder: Path, behavior: str) -> int:
    """Steps of the last checkpoint in ``training_status.json``; 0 if there is none."""
    try:
        status = json.loads((folder / "run_logs" / "training_status.json").read_text(encoding="utf-8"))
        return max(int(one["steps"]) for one in status[behavior]["checkpoints"])
    except (OSError, ValueError, KeyError, TypeError):
        return 0


def _read_events(folder: Path) -> tuple[dict[str, Curve], float]:
    """Scalars of all event files, oldest first, and the sum of the times they span in s.

    A sitting that goes on from a checkpoint repeats the steps since it; the later values hold.
    """
    # Here, not above: only this reads TensorBoard's files, and it takes a second to import.
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    found: dict[str, dict[int, float]] = {}
    seconds = 0.0
    for path in sorted(folder.glob("events.out.tfevents.*")):
        events = EventAccumulator(str(path), size_guidance={"scalars": 0})
        events.Reload()
        names = events.Tags()["scalars"]
        if not names:
            continue
        last = 0.0
        for name in names:
            scalars = events.Scalars(name)
            last = max(last, scalars[-1].wall_time)
            kept = {step: value for step, value in found.get(name, {}).items() if step < scalars[0].step}
            found[name] = kept | {scalar.step: scalar.value for scalar in scalars}
        seconds += last - events.FirstEventTimestamp()
    return {name: (list(curve), list(curve.values())) for name, curve in found.items()}, seconds
