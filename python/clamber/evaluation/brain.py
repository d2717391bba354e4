"""A trained policy from its .onnx, run by ONNX Runtime as the game would run it."""

from __future__ import annotations

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
    """A brain without memory, made for the two sensors of a Clamber task.

    Attributes:
        path: the file.
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
        for sensor, size in enumerate(sizes):
            name = f"obs_{sensor}"
            if name not in inputs:
                raise BrainError(f"{path}: input {name} is missing; there are {', '.join(inputs)}")
            if inputs[name][-1] != size:
                raise BrainError(f"{path}: input {name} has {inputs[name][-1]} values; the task's sensor has {size}")
        unexpected = set(inputs) - {f"obs_{sensor}" for sensor in range(len(sizes))}
        if unexpected:
            raise BrainError(f"{path}: input {min(unexpected)} is not one that a task without memory feeds")
        missing = set(OUTPUTS) - {value.name for value in self._session.get_outputs()}
        if missing:
            raise BrainError(f"{path}: output {min(missing)} is missing; an ML-Agents brain has it")
        zeros = {f"obs_{sensor}": np.zeros((1, size), np.float32) for sensor, size in enumerate(sizes)}
        version, _, count, answer = self._session.run(list(OUTPUTS), zeros)
        if int(np.ravel(version)[0]) != VERSION_NUMBER:
            raise BrainError(f"{path}: version_number is {np.ravel(version)[0]:g}; must be {VERSION_NUMBER}")
        if int(np.ravel(count)[0]) != actions or answer.shape[-1] != actions:
            raise BrainError(f"{path}: makes {answer.shape[-1]} actions; the task takes {actions}")
        self.metadata: dict[str, str] = dict(self._session.get_modelmeta().custom_metadata_map)

    def act(self, proprioception: NDArray[np.float32], terrain: NDArray[np.float32]) -> NDArray[np.float32]:
        """The deterministic actions, (agents, actions), in [-1, 1], for observations (agents, size)."""
        feed = {"obs_0": proprioception, "obs_1": terrain}
        (actions,) = self._session.run(["deterministic_continuous_actions"], feed)
        clipped: NDArray[np.float32] = np.clip(actions, -1.0, 1.0)
        return clipped
