"""A SensorModel's passes forward and backward, worked out by hand: autograd's numbers in memory used over and over.

What a layer needs on the way back is its own output, so outputs are kept where they are computed. No graph is built,
and Python is left to other threads but for a few dozen calls a pass.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from clamber.learning.hyperbolic_tangent import tanh
from clamber.learning.network import SensorModel
from clamber.learning.products import affine, product

_aten = torch.ops.aten
#: SELU's constants, by Klambauer et al. 2017.
_SELU_ALPHA, _SELU_SCALE = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946


@dataclass(frozen=True)
class Activation:
    """An activation.

    Attributes:
        forward: writes the outputs of its first tensor, which it may overwrite, into its second.
        backward: overwrites the gradients of its outputs, first, with those of its inputs, given its outputs.
    """

    forward: Callable[[Tensor, Tensor], object]
    backward: Callable[[Tensor, Tensor], object]


def _elu(alpha: float, scale: float) -> Activation:
    return Activation(
        lambda x, y: _aten.elu.out(x, alpha, scale, 1.0, out=y),
        lambda g, y: _aten.elu_backward.grad_input(g, alpha, scale, 1.0, True, y, grad_input=g),
    )


def activation_of(module: nn.Module) -> Activation:
    """An activation module's passes.

    Raises:
        ValueError: it is none that is known here.
    """
    if isinstance(module, nn.Tanh):
        return Activation(tanh, lambda g, y: _aten.tanh_backward.grad_input(g, y, grad_input=g))
    if isinstance(module, nn.ReLU):
        return Activation(
            lambda x, y: torch.clamp_min(x, 0.0, out=y),
            lambda g, y: _aten.threshold_backward.grad_input(g, y, 0.0, grad_input=g),
        )
    if isinstance(module, nn.ELU):
        return _elu(float(module.alpha), 1.0)
    if isinstance(module, nn.SELU):
        return _elu(_SELU_ALPHA, _SELU_SCALE)
    if isinstance(module, nn.LeakyReLU):
        slope = float(module.negative_slope)
        return Activation(
            lambda x, y: _aten.leaky_relu.out(x, slope, out=y),
            lambda g, y: _aten.leaky_relu_backward.grad_input(g, y, slope, True, grad_input=g),
        )
    raise ValueError(f"activation {type(module).__name__}: no backward pass is known")


class _Layer:
    """A linear layer, and the activation behind it if there is one."""

    def __init__(self, linear: nn.Linear, activation: Activation | None) -> None:
        self.weight: Any = linear.weight
        self.bias: Any = linear.bias
        self.activation = activation
        self.width = linear.out_features

    def forward(self, values: Tensor, out: Tensor) -> Tensor:
        """From (rows, inputs) to (rows, width)."""
        linear = affine(values, self.weight, self.bias)
        if self.activation is None:
            return out.copy_(linear)
        self.activation.forward(linear, out)
        return out

    def backward(
        self,
        gradient: Tensor,
        values: Tensor,
        outputs: Tensor,
        into: Mapping[nn.Parameter, Tensor],
        add: bool,
        out: Tensor | None,
    ) -> None:
        """Overwrites ``gradient``, of the outputs; fills those of weights, biases and, where asked for, of inputs."""
        if self.activation is not None:
            self.activation.backward(gradient, outputs)
        weight, bias = product(gradient.t(), values), gradient.sum(0)
        for parameter, own in ((self.weight, weight), (self.bias, bias)):
            if add:
                into[parameter].add_(own)
            else:
                into[parameter].copy_(own)
        if out is not None:
            out.copy_(product(gradient, self.weight))


def _layers(network: nn.Module) -> list[_Layer]:
    """Linear layers in order, each with what follows it; an activation may stand in several places."""
    assert isinstance(network, nn.Sequential)
    modules, layers = list(network), []
    for index, module in enumerate(modules):
        if isinstance(module, nn.Linear):
            follows = index + 1 < len(modules) and not isinstance(modules[index + 1], nn.Linear)
            layers.append(_Layer(module, activation_of(modules[index + 1]) if follows else None))
    return layers


class Tower:
    """One model's layers and the memory for one pass at a time; a thread needs a tower of its own."""

    def __init__(self, model: SensorModel) -> None:
        """Reads the layers of a model without memory; the weights stay the model's.

        Raises:
            ValueError: an activation whose backward pass is not known.
        """
        self._encoders = [_layers(model.encoders[name]) for name in model.obs_groups]
        self._trunk = _layers(model.mlp)
        self._sizes = [model.encoded_sizes[name] for name in model.obs_groups]
        self._room = 0

    def _make_room(self, rows: int) -> None:
        """Lays out memory for passes of up to ``rows`` samples."""
        if rows <= self._room:
            return
        self._room = rows
        latent = sum(self._sizes)
        self._latent = torch.empty(rows, latent)
        self._latent_gradient = torch.empty(rows, latent)
        ends = torch.tensor(self._sizes).cumsum(0).tolist()
        self._parts = [slice(end - size, end) for end, size in zip(ends, self._sizes, strict=True)]
        # The last layer of a sub-network writes into its part of the latent.
        self._inner = [[torch.empty(rows, layer.width) for layer in layers[:-1]] for layers in self._encoders]
        self._inner_gradients = [[torch.empty_like(values) for values in row] for row in self._inner]
        self._outputs = [torch.empty(rows, layer.width) for layer in self._trunk]
        self._gradients = [torch.empty_like(values) for values in self._outputs[:-1]]

    @torch.no_grad()
    def forward(self, sensors: Sequence[Tensor]) -> Tensor:
        """The model's output, (rows, outputs), for normalised observations, (rows, size) per sensor.

        The result lies in memory that the next pass overwrites.
        """
        rows = len(sensors[0])
        self._make_room(rows)
        self._sensors, self._rows = list(sensors), rows
        for values, layers, part, inner in zip(sensors, self._encoders, self._parts, self._inner, strict=True):
            for layer, out in zip(layers[:-1], inner, strict=True):
                values = layer.forward(values, out[:rows])
            place = self._latent[:rows, part]
            if layers:
                layers[-1].forward(values, place)
            else:
                place.copy_(values)
        values = self._latent[:rows]
        for layer, out in zip(self._trunk, self._outputs, strict=True):
            values = layer.forward(values, out[:rows])
        return values

    @torch.no_grad()
    def backward(self, gradient: Tensor, into: Mapping[nn.Parameter, Tensor], add: bool = False) -> None:
        """Fills the gradients of the last forward pass.

        Args:
            gradient: of its output, (rows, outputs); overwritten.
            into: where each parameter's goes.
            add: to what is there, instead of overwriting it.
        """
        rows = self._rows
        for index in reversed(range(len(self._trunk))):
            values = self._outputs[index - 1] if index else self._latent
            out = self._gradients[index - 1] if index else self._latent_gradient
            layer, outputs = self._trunk[index], self._outputs[index]
            layer.backward(gradient, values[:rows], outputs[:rows], into, add, out[:rows])
            gradient = out[:rows]
        for sensor, layers in enumerate(self._encoders):
            gradient, outputs = (place[:rows, self._parts[sensor]] for place in (self._latent_gradient, self._latent))
            for index in reversed(range(len(layers))):
                values = self._inner[sensor][index - 1][:rows] if index else self._sensors[sensor]
                onward = self._inner_gradients[sensor][index - 1][:rows] if index else None
                layers[index].backward(gradient, values, outputs, into, add, onward)
                if onward is not None:
                    gradient, outputs = onward, values
