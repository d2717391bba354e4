"""What a training run left in its results folder, whichever trainer wrote it."""

from __future__ import annotations

import json
import shlex
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
        command: what was typed, a line for each sitting; the seed is in it or in ``seed``.
        seed: as text; empty if nothing tells it.
        steps: agent-steps trained for.
        seconds: wall-clock of all sittings, from the event files and the times of the checkpoints.
        curves: by TensorBoard name.
        begun_with: the runs whose networks it went on from, the first of them first; those not in the results folder
            any more are not among them.
        begun_with_sha256: of the brain that it went on from; empty: of none.
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
    begun_with: tuple[RunRecords, ...] = ()
    begun_with_sha256: str = ""


def read_run(folder: Path, behavior: str = "", after: frozenset[Path] = frozenset()) -> RunRecords:
    """Reads a results folder.

    Args:
        folder: ``results/<run-id>``.
        behavior: which, where there are several.
        after: folders of the runs that began with this one; of what was begun over in turn, none is told twice.

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
    checkpoints = _checkpoints(folder, behavior)
    curves, seconds = _read_events(folder / behavior, [float(one.get("creation_time") or 0.0) for one in checkpoints])
    return RunRecords(
        folder=folder,
        behavior=behavior,
        brain=brain,
        configuration=text,
        task=told.get("task") or _argument(configuration, "--task"),
        command=told.get("training_command", ""),
        seed=told.get("seed")
        or str(_entry(configuration, "clamber", "seed", _entry(configuration, "env_settings", "seed"))),
        steps=int(told.get("steps", "0")) or max((int(one["steps"]) for one in checkpoints), default=0),
        seconds=seconds,
        curves=curves,
        begun_with=_begun_with(
            folder, behavior,
            _value(shlex.split(told.get("training_command", "")), "--initialize-from")
            or _begun_by_file(configuration, behavior),
            after | {folder.absolute()},
        ),
        begun_with_sha256=told.get("begun_with_sha256", ""),
    )


def _begun_with(folder: Path, behavior: str, name: str, after: frozenset[Path]) -> tuple[RunRecords, ...]:
    """The run that a run was initialized from, after those that it began with itself.

    A run id is that of a run beside this one; a checkpoint, as the runs of a study name theirs, may lie anywhere.
    """
    before = folder.parent / name
    checkpoint = Path(name)
    if checkpoint.suffix == ".pt" and checkpoint.is_file():
        within = checkpoint.absolute().parent
        before, behavior = within.parent, within.name
    elif not name or checkpoint.name != name or name == folder.name:
        return ()
    # What `clamber train` did not train, such as a study's blend, has no configuration, and no sittings to tell of.
    trained = all((before / name).is_file() for name in (f"{behavior}.onnx", "configuration.yaml"))
    if before.absolute() in after or not trained:
        return ()
    records = read_run(before, behavior, after)
    return (*records.begun_with, records)


def _entry(configuration: Any, section: str, name: str, otherwise: Any = "") -> Any:
    part = configuration.get(section) if isinstance(configuration, dict) else None
    return part.get(name, otherwise) if isinstance(part, dict) else otherwise


def _argument(configuration: Any, name: str) -> str:
    """The value after ``name`` among the player's arguments."""
    return _value([str(one) for one in _entry(configuration, "env_settings", "env_args", []) or []], name)


def _begun_by_file(configuration: Any, behavior: str) -> str:
    """The checkpoint, where it is to be found from here, or the run that a configuration begins with; empty: none."""
    entry = _entry(configuration, "behaviors", behavior, {})
    path = str(entry.get("init_path") or "") if isinstance(entry, dict) else ""
    return path if Path(path).is_file() else str(_entry(configuration, "checkpoint_settings", "initialize_from") or "")


def _value(words: list[str], option: str) -> str:
    """What follows an option, as the next word or after "="; empty without it. Dashes may be underscores."""
    for word, after in zip(words, [*words[1:], ""], strict=False):
        name, joined, value = word.partition("=")
        if name.replace("_", "-") == option:
            return value if joined else after
    return ""


def _checkpoints(folder: Path, behavior: str) -> list[dict[str, Any]]:
    """The checkpoints in ``training_status.json``, each with its ``steps``; none if there is no such file."""
    try:
        status = json.loads((folder / "run_logs" / "training_status.json").read_text(encoding="utf-8"))
        return [one for one in status[behavior]["checkpoints"] if "steps" in one]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _read_events(folder: Path, saved: list[float]) -> tuple[dict[str, Curve], float]:
    """Scalars of all event files, oldest first, and the sum of the times they span in s.

    A sitting lasts until its last scalar, or until the checkpoint that was saved after it (``saved``: when any were).
    A sitting that goes on from a checkpoint repeats the steps since it; the later values hold.
    """
    # Here, not above: only this reads TensorBoard's files, and it takes a second to import.
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    found: dict[str, dict[int, float]] = {}
    sittings: list[tuple[float, float]] = []
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
        sittings.append((events.FirstEventTimestamp(), last))
    seconds = 0.0
    for index, (begun, last) in enumerate(sittings):
        until = sittings[index + 1][0] if index + 1 < len(sittings) else float("inf")
        seconds += max([last, *(time for time in saved if begun < time < until)]) - begun
    return {name: (list(curve), list(curve.values())) for name, curve in found.items()}, seconds
