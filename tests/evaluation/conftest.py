"""Brains and runs made to order."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
import yaml
from clamber.assets.content import content_folder
from clamber.tasks.environment import ClamberVectorEnv
from onnx import TensorProto, helper, numpy_helper
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter

BrainMaker = Callable[..., Path]
RunMaker = Callable[..., Path]


@pytest.fixture
def make_brain(tmp_path: Path) -> BrainMaker:
    """Makes a brain that always gives the same action, in the form players read, or spoilt in one way."""

    def make(
        sizes: tuple[int, ...],
        actions: int,
        value: float = 0.0,
        version: float = 3.0,
        drop: str = "",
        metadata: dict[str, str] | None = None,
        opset: int = 15,
        path: Path = tmp_path / "brain.onnx",
    ) -> Path:
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
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8)
        helper.set_model_props(model, metadata or {})
        onnx.save(model, str(path))
        return path

    return make


@pytest.fixture
def hurdles_sizes() -> tuple[int, int, int]:
    """Sizes of the two sensors and of the action of PlanarHurdles."""
    env = ClamberVectorEnv("PlanarHurdles", 1, seed=0)
    try:
        observations, _ = env.reset()
        return observations["proprioception"].shape[1], observations["terrain"].shape[1], env.measures.actions
    finally:
        env.close()


@pytest.fixture
def make_faller(make_brain: BrainMaker, hurdles_sizes: tuple[int, int, int]) -> BrainMaker:
    """Makes a brain for PlanarHurdles that gets most of a leg length forward, by falling on its face."""

    def make(**changes: object) -> Path:
        return make_brain(hurdles_sizes[:2], hurdles_sizes[2], value=0.3, **changes)

    return make


def write_events(path: Path, began: float, scalars: list[tuple[float, int, float]]) -> None:
    """An event file begun at a time, with (time, step, reward)."""
    with path.open("wb") as file:
        writer = RecordWriter(file)
        writer.write(Event(wall_time=began, file_version="brain.Event:2").SerializeToString())
        for time, step, reward in scalars:
            value = Summary.Value(tag="Environment/Cumulative Reward", simple_value=reward)
            writer.write(Event(wall_time=time, step=step, summary=Summary(value=[value])).SerializeToString())


@pytest.fixture
def make_run(make_faller: Callable[..., Path], tmp_path: Path) -> RunMaker:
    """Makes the results folder of a run of PlanarHurdles that was broken off once and resumed from step 10."""

    def make(name: str = "run", metadata: dict[str, str] | None = None) -> Path:
        folder = tmp_path / "results" / name
        (folder / "PlanarHurdles").mkdir(parents=True)
        told = {"task": "PlanarHurdles", "training_command": "clamber train x.yaml", "seed": "3", "steps": "20"}
        shutil.copy(make_faller(metadata=told if metadata is None else metadata), folder / "PlanarHurdles.onnx")
        configuration = {"env_settings": {"env_args": ["--task", "PlanarHurdles"], "seed": 7}}
        (folder / "configuration.yaml").write_text(yaml.safe_dump(configuration))
        events = folder / "PlanarHurdles" / "events.out.tfevents."
        write_events(events.with_name(events.name + "1"), 100.0, [(130.0, 10, 1.0), (160.0, 20, 2.0)])
        write_events(events.with_name(events.name + "2"), 1000.0, [(1040.0, 20, 5.0)])
        return folder

    return make


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the content, so that no test touches the real one."""
    folder = tmp_path / "Unity" / "Assets" / "Clamber"
    for part in ("Bodies", "Courses", "Tasks"):
        shutil.copytree(content_folder() / part, folder / part)
    monkeypatch.setenv("CLAMBER_CONTENT", str(folder))
    return folder
