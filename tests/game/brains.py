"""Brains made to order for the tests of the game."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from clamber.tasks.content import read_task
from clamber.tasks.senses import observation_layout
from onnx import TensorProto, helper, numpy_helper


def sizes_of(task: str) -> tuple[int, int, int]:
    """Sizes of obs_0 and obs_1, and number of actions, of a task of the content."""
    read = read_task(task)
    layout = observation_layout(read.task, read.body)
    own, terrain = (sum(block.size for block in layout if block.sensor == sensor) for sensor in (0, 1))
    return own, terrain, len(read.body.axes)


def block_start(task: str, name: str) -> int:
    """Where a block of obs_0 begins."""
    read = read_task(task)
    return next(block.start for block in observation_layout(read.task, read.body) if block.name == name)


def linear_brain(
    path: Path, sizes: tuple[int, int, int], weights: dict[tuple[int, int], float] | None = None, offset: float = 0.0,
    metadata: dict[str, str] | None = None, loop: bool = False,
) -> Path:  # fmt: skip
    """A brain whose actions are ``offset`` plus a few products of senses: ``weights[sense, action]``."""
    own, terrain, actions = sizes
    inputs = [
        helper.make_tensor_value_info(f"obs_{sensor}", TensorProto.FLOAT, ["batch", size])
        for sensor, size in enumerate((own, terrain))
    ]
    nodes, outputs = [], []
    for name, number in {"version_number": 3, "memory_size": 0, "continuous_action_output_shape": actions}.items():
        tensor = numpy_helper.from_array(np.array([number], np.float32))
        nodes.append(helper.make_node("Constant", [], [name], value=tensor))
        outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]))
    matrix = np.zeros((own, actions), np.float32)
    for (sense, action), weight in (weights or {}).items():
        matrix[sense, action] = weight
    constants = [
        numpy_helper.from_array(matrix, "weights"), numpy_helper.from_array(np.full(actions, offset, "f4"), "offset")
    ]  # fmt: skip
    answer = "deterministic_continuous_actions"
    nodes.append(helper.make_node("Gemm", ["obs_0", "weights", "offset"], ["raw"]))
    if loop:
        nodes.append(_endless("raw", answer, actions))
        constants.append(numpy_helper.from_array(np.array(True), "true"))
    else:
        nodes.append(helper.make_node("Identity", ["raw"], [answer]))
    nodes.append(helper.make_node("Identity", ["obs_1"], ["seen"]))
    outputs.append(helper.make_tensor_value_info("seen", TensorProto.FLOAT, ["batch", terrain]))
    outputs.append(helper.make_tensor_value_info(answer, TensorProto.FLOAT, ["batch", actions]))
    graph = helper.make_graph(nodes, "linear", inputs, outputs, constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)
    helper.set_model_props(model, metadata or {})
    onnx.save(model, str(path))
    return path


def _endless(source: str, target: str, actions: int) -> onnx.NodeProto:
    """A loop whose condition stays true and whose count has no limit."""
    value = helper.make_tensor_value_info
    body = helper.make_graph(
        [helper.make_node("Identity", ["on"], ["still"]), helper.make_node("Identity", ["now"], ["next"])], "body",
        [value("turn", TensorProto.INT64, []), value("on", TensorProto.BOOL, []),
         value("now", TensorProto.FLOAT, [None, actions])],
        [value("still", TensorProto.BOOL, []), value("next", TensorProto.FLOAT, [None, actions])],
    )  # fmt: skip
    return helper.make_node("Loop", ["", "true", source], [target], body=body)
