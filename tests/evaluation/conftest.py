"""Brains made to order."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

BrainMaker = Callable[..., Path]


@pytest.fixture
def make_brain(tmp_path: Path) -> BrainMaker:
    """Makes a brain that always gives the same action, in the form players read, or spoilt in one way."""

    def make(sizes: tuple[int, ...], actions: int, value: float = 0.0, version: float = 3.0, drop: str = "") -> Path:
        inputs = [
            helper.make_tensor_value_info(f"obs_{sensor}", TensorProto.FLOAT, ["batch", size])
            for sensor, size in enumerate(sizes)
        ]
        constants = {"version_number": version, "memory_size": 0.0, "continuous_action_output_shape": float(actions)}
        nodes, outputs = [], []
        for name, number in constants.items():
            tensor = numpy_helper.from_array(np.array([number], np.float32))
            nodes.append(helper.make_node("Constant", [], [name], value=tensor))
            outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, [1]))
        weights = numpy_helper.from_array(np.zeros((sizes[0], actions), np.float32), "weights")
        offset = numpy_helper.from_array(np.full(actions, value, np.float32), "offset")
        nodes.append(helper.make_node("Gemm", ["obs_0", "weights", "offset"], ["deterministic_continuous_actions"]))
        # Every input has a reader, or the runtime would drop it.
        for sensor in range(1, len(sizes)):
            nodes.append(helper.make_node("Identity", [f"obs_{sensor}"], [f"seen_{sensor}"]))
            shape = ["batch", sizes[sensor]]
            outputs.append(helper.make_tensor_value_info(f"seen_{sensor}", TensorProto.FLOAT, shape))
        shape = ["batch", actions]
        answer = helper.make_tensor_value_info("deterministic_continuous_actions", TensorProto.FLOAT, shape)
        outputs = [output for output in [*outputs, answer] if output.name != drop]
        graph = helper.make_graph(nodes, "constant", inputs, outputs, [weights, offset])
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 15)], ir_version=8)
        path = tmp_path / "brain.onnx"
        onnx.save(model, str(path))
        return path

    return make
