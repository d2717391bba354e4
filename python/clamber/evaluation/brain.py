"""A trained policy from its .onnx, run by ONNX Runtime as the game would run it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

#: The brain format that ML-Agents players read (`ModelApiVersion.MLAgents2_0`).
VERSION_NUMBER = 3
#: What a brain must answer with.
OUTPUTS = ("version_number", "memory_size", "continuous_action_output_shape", "deterministic_continuous_actions")


class BrainError(ValueError):
    """A brain cannot be used. One line: file, what it was, what is allowed."""


def brain_metadata(path: Path) -> dict[str, str]:
    """What a brain's maker wrote into its file (task, body, training command, seed, steps).

    Raises:
        BrainError: ONNX Runtime cannot load it.
    """
    return dict(_load(path).get_modelmeta().custom_metadata_map)


def action_repeat(told: Mapping[str, str], path: Path) -> int:
    """Decisions that a brain holds each action for.

    Args:
        told: by its maker (``brain_metadata``).
        path: its file, for the error.

    Raises:
        BrainError: what is told is no such number.
    """
    repeat = told.get("action_repeat", "1")
    if not repeat.isdigit() or int(repeat) < 1:
        raise BrainError(f"{path}: action_repeat: {repeat!r} is not allowed; a whole number from 1")
    return int(repeat)


def brain_inputs(path: Path) -> dict[str, int]:
    """The size of each of a brain's inputs by its name; -1 where the file does not fix it.

    Raises:
        BrainError: ONNX Runtime cannot load it.
    """
    shapes = {value.name: value.shape for value in _load(path).get_inputs()}
    return {name: shape[-1] if shape and isinstance(shape[-1], int) else -1 for name, shape in shapes.items()}


def _load(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime raises many kinds, all meaning: not a model it can run
        if not path.is_file():
            raise BrainError(f"{path}: no such brain file") from None
        raise BrainError(f"{path}: not a brain that ONNX Runtime can load ({str(error).splitlines()[0]})") from None


class Brain:
    """A brain made for the two sensors of a Clamber task; one with memory remembers for each agent apart.

    Attributes:
        path: the file.
        memory_size: numbers remembered per agent; 0 without memory.
        metadata: what its maker wrote into it.
    """

    def __init__(self, path: Path, sizes: tuple[int, int], actions: int) -> None:
        """Loads and checks a brain.

        Args:
            path: the .onnx file.
            sizes: of obs_0 and obs_1.
            actions: number of continuous actions.

        Raises:
            BrainError: unreadable, or not of these sizes, or not an ML-Agents brain.
        """
        self.path = path
        self._session = _load(path)
        inputs = {value.name: value.shape for value in self._session.get_inputs()}
        #: Which of the two the brain sees: a sensor without values is none.
        self._sensors = [sensor for sensor, size in enumerate(sizes) if size]
        for sensor in self._sensors:
            name, size = f"obs_{sensor}", sizes[sensor]
            if name not in inputs:
                raise BrainError(f"{path}: input {name} is missing; there are {', '.join(inputs)}")
            if inputs[name][-1] != size:
                raise BrainError(f"{path}: input {name} has {inputs[name][-1]} values; the task's sensor has {size}")
        unexpected = set(inputs) - {f"obs_{sensor}" for sensor in self._sensors} - {"recurrent_in"}
        if unexpected:
            raise BrainError(f"{path}: input {min(unexpected)} is not one that a player feeds")
        self._outputs = [*OUTPUTS, *(["recurrent_out"] if "recurrent_in" in inputs else [])]
        outputs = {value.name for value in self._session.get_outputs()}
        missing = set(self._outputs) - outputs
        if missing:
            raise BrainError(f"{path}: output {min(missing)} is missing; an ML-Agents brain has it")
        self._memory = np.zeros((1, 1, 0), np.float32)
        self.memory_size = 0
        if "recurrent_in" in inputs:
            self.memory_size = inputs["recurrent_in"][-1]
            if not isinstance(self.memory_size, int):
                raise BrainError(f"{path}: input recurrent_in is of no fixed size; it must say how much is remembered")
        version, memory, count, answer, *_ = self._run(*(np.zeros((1, size), np.float32) for size in sizes))
        if int(np.ravel(memory)[0]) != self.memory_size:
            raise BrainError(
                f"{path}: memory_size is {np.ravel(memory)[0]:g}; recurrent_in takes {self.memory_size} values"
            )
        if int(np.ravel(version)[0]) != VERSION_NUMBER:
            raise BrainError(f"{path}: version_number is {np.ravel(version)[0]:g}; must be {VERSION_NUMBER}")
        if int(np.ravel(count)[0]) != actions or answer.shape[-1] != actions:
            raise BrainError(f"{path}: makes {answer.shape[-1]} actions; the task takes {actions}")
        self.metadata: dict[str, str] = dict(self._session.get_modelmeta().custom_metadata_map)

    def act(self, proprioception: NDArray[np.float32], terrain: NDArray[np.float32]) -> NDArray[np.float32]:
        """The deterministic actions, (agents, actions), in [-1, 1], for observations (agents, size)."""
        _, _, _, actions, *memory = self._run(proprioception, terrain)
        if memory:
            self._memory = memory[0]
        clipped: NDArray[np.float32] = np.clip(actions, -1.0, 1.0)
        return clipped

    def forget(self, agents: NDArray[np.bool_] | None = None) -> None:
        """Forgets what was remembered of some agents, whose next episode begins; None: of all."""
        if agents is None:
            self._memory = np.zeros((1, 1, 0), np.float32)
        elif self.memory_size and len(self._memory) == len(agents):
            self._memory = np.where(agents[:, None, None], np.float32(0.0), self._memory)

    def _run(self, *observations: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """The outputs, in order; the memory begins at zero where there is none for so many agents."""
        feed = {f"obs_{sensor}": observations[sensor] for sensor in self._sensors}
        if self.memory_size:
            shape = (len(observations[0]), 1, self.memory_size)
            feed["recurrent_in"] = self._memory if self._memory.shape == shape else np.zeros(shape, np.float32)
        outputs: list[NDArray[np.float32]] = self._session.run(self._outputs, feed)
        return outputs
