"""Brains that remember, against the recurrence worked out by hand."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from clamber.evaluation.brain import Brain, BrainError
from onnx import TensorProto, helper, numpy_helper


def counting_brain(path: Path, told: float = 1.0, out: bool = True) -> Path:
    """A brain whose action is a tenth of what it remembers, and which adds obs_0 to that at every decision."""

    def value(name: str, *shape: object) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape))

    def constant(name: str, number: float) -> onnx.NodeProto:
        return helper.make_node(
            "Constant", [], [name], value=numpy_helper.from_array(np.array([number], np.float32), name)
        )

    nodes = [
        constant("version_number", 3.0),
        constant("memory_size", told),
        constant("continuous_action_output_shape", 1.0),
        constant("tenth", 0.1),
        helper.make_node("Unsqueeze", ["obs_0", "middle"], ["seen"]),
        helper.make_node("Add", ["recurrent_in", "seen"], ["recurrent_out"]),
        helper.make_node("Squeeze", ["recurrent_in", "middle"], ["remembered"]),
        helper.make_node("Mul", ["remembered", "tenth"], ["deterministic_continuous_actions"]),
        helper.make_node("Identity", ["obs_1"], ["unused"]),
    ]
    inputs = [value("obs_0", "batch", 1), value("obs_1", "batch", 1), value("recurrent_in", "batch", 1, 1)]
    outputs = [value(name, 1) for name in ("version_number", "memory_size", "continuous_action_output_shape")]
    outputs += [value("deterministic_continuous_actions", "batch", 1), value("unused", "batch", 1)]
    outputs += [value("recurrent_out", "batch", 1, 1)] if out else []
    middle = numpy_helper.from_array(np.array([1], np.int64), "middle")
    graph = helper.make_graph(nodes, "counting", inputs, outputs, [middle])
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8), str(path))
    return path


def test_each_agent_remembers_until_its_episode_ends(tmp_path: Path) -> None:
    brain = Brain(counting_brain(tmp_path / "b.onnx"), (1, 1), 1)
    terrain = np.zeros((2, 1), np.float32)
    seen = np.array([[1.0], [2.0]], np.float32)
    assert brain.memory_size == 1
    assert brain.act(seen, terrain).ravel() == pytest.approx([0.0, 0.0])
    assert brain.act(seen, terrain).ravel() == pytest.approx([0.1, 0.2])
    brain.forget(np.array([True, False]))
    assert brain.act(seen, terrain).ravel() == pytest.approx([0.0, 0.4])
    assert brain.act(seen, terrain).ravel() == pytest.approx([0.1, 0.6])
    brain.forget()
    assert brain.act(seen, terrain).ravel() == pytest.approx([0.0, 0.0])


def test_a_memory_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BrainError, match="memory_size is 4; recurrent_in takes 1 values"):
        Brain(counting_brain(tmp_path / "b.onnx", told=4.0), (1, 1), 1)
    with pytest.raises(BrainError, match="output recurrent_out is missing"):
        Brain(counting_brain(tmp_path / "b.onnx", out=False), (1, 1), 1)
