"""``python -m clamber.game.brain_check FILE``: tries a brain that nobody vouches for, in a process of its own.

The sizes of the tasks come as JSON on standard input, [[task, obs_0, obs_1, actions], ...]; the answer, JSON on
standard output, is {"task": the one that the brain fits} or {"error": one line}. A file that crashes ONNX Runtime, asks
for all the memory or never ends does so here.
"""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx

from clamber.evaluation.brain import Brain, BrainError
from clamber.evaluation.brain_folder import check_for_unity
from clamber.learning.settings import MOST_REPEATED

#: Memory that the check may ask for, bytes.
MEMORY = 6 * 1024**3
#: A brain must decide within this, s of processor time: a decision lasts no longer.
SLOWEST = 0.02
#: Operators that may run for ever; a brain of ML-Agents has none.
ENDLESS = frozenset({"Loop", "Scan"})

Sizes = tuple[str, int, int, int]


def check(path: Path, tasks: list[Sizes]) -> str:
    """The task that a brain says it was trained for, else the first that it fits.

    Args:
        path: the .onnx.
        tasks: name, sizes of obs_0 and obs_1, number of actions.

    Raises:
        BrainError: one line: it cannot be read, is none for a player, fits no task, or is too slow.
    """
    try:
        model = onnx.load(str(path), load_external_data=False)
    except Exception as error:  # protobuf raises many kinds, all meaning: not a model
        raise BrainError(f"{path.name}: not an .onnx file ({str(error).splitlines()[0][:100]})") from None
    found = ENDLESS & {node.op_type for node in _nodes(model)}
    if found:
        raise BrainError(f"{path.name}: operator {min(found)} is not allowed; a brain of ML-Agents has none")
    check_for_unity(path)
    told = {entry.key: entry.value for entry in model.metadata_props}
    repeat = told.get("action_repeat", "1")
    if not (repeat.isascii() and repeat.isdigit() and 1 <= int(repeat) <= MOST_REPEATED):
        raise BrainError(
            f"{path.name}: action_repeat: {repeat[:20]!r} is not allowed; a whole number from 1 to {MOST_REPEATED}"
        )
    # What it says of itself counts, if there is such a task; then it must fit that one.
    tasks = [sizes for sizes in tasks if sizes[0] == told.get("task")] or tasks
    refusal = BrainError(f"{path.name}: there is no task to try it with")
    for task, proprioception, terrain, actions in tasks:
        try:
            brain = Brain(path, (proprioception, terrain), actions)
        except BrainError as error:
            refusal = error
            continue
        _run(brain, proprioception, terrain)
        return task
    if len(tasks) > 1:
        raise BrainError(f"{refusal} (nor does it fit any other of the {len(tasks)} tasks)")
    raise refusal


def _nodes(model: onnx.ModelProto) -> Iterator[onnx.NodeProto]:
    """All of a model's operators, those of graphs within graphs and of its functions too."""
    waiting = [*model.graph.node, *(node for function in model.functions for node in function.node)]
    while waiting:
        node = waiting.pop()
        yield node
        for attribute in node.attribute:
            for graph in (attribute.g, *attribute.graphs):
                waiting += graph.node


def _run(brain: Brain, proprioception: int, terrain: int) -> None:
    """Lets it decide a few times; the numbers it senses are made up, and the same every time."""
    random = np.random.default_rng(0)
    fastest = np.inf
    for _ in range(20):
        senses = [random.normal(size=(1, size)).astype(np.float32) for size in (proprioception, terrain)]
        began = time.process_time()
        actions = brain.act(*senses)
        fastest = min(fastest, time.process_time() - began)
        if not np.isfinite(actions).all():
            raise BrainError(f"{brain.path.name}: its actions are not finite numbers")
    if fastest > SLOWEST:
        raise BrainError(
            f"{brain.path.name}: takes {fastest * 1000:.0f} ms for a decision; at most {SLOWEST * 1000:.0f} are allowed"
        )


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:
        return  # Windows has no such limit; the parent's patience ends all the same
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    # macOS refuses any limit below the gigabytes that every process has reserved there.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY if hard < 0 else min(MEMORY, hard), hard))


def main() -> None:
    """Checks the file that the command line names."""
    _limit_memory()
    path = Path(sys.argv[1])
    try:
        answer = {"task": check(path, [tuple(sizes) for sizes in json.load(sys.stdin)])}
    except (ValueError, MemoryError) as error:
        # The page knows the file by its name, not by where the server has put it.
        answer = {"error": " ".join(str(error).split()).replace(str(path), path.name) or "takes too much memory"}
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
