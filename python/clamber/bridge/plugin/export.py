"""ONNX export that any torch from 2.1 on can do and the game can read: one file, opset 15."""

from __future__ import annotations

import os
import warnings

import torch
from mlagents.trainers.torch_entities.model_serialization import ModelSerializer, TensorNames, exporting_to_onnx
from mlagents_envs.logging_util import get_logger

from clamber.learning.torch_releases import classic_exporter

OPSET = 15

_BATCHED_OUTPUTS = (
    TensorNames.deterministic_continuous_action_output,
    TensorNames.deterministic_discrete_action_output,
)

logger = get_logger(__name__)


def export_policy_model(serializer: ModelSerializer, output_filepath: str) -> None:
    """Writes a policy as `<output_filepath>.onnx`, whole or not at all."""
    path = f"{output_filepath}.onnx"
    unfinished = f"{output_filepath}.onnx.unfinished"
    axes = dict(serializer.dynamic_axes)
    axes.update({name: {0: "batch"} for name in _BATCHED_OUTPUTS if name in serializer.output_names})
    try:
        with exporting_to_onnx(), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                serializer.policy.actor,
                serializer.dummy_input,
                unfinished,
                opset_version=OPSET,
                input_names=serializer.input_names,
                output_names=serializer.output_names,
                dynamic_axes=axes,
                **classic_exporter(),
            )
        os.replace(unfinished, path)
    finally:
        if os.path.exists(unfinished):
            os.remove(unfinished)
    logger.info(f"Exported {path}")
