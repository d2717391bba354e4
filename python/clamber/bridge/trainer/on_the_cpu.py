"""Where tensors are made: mlagents makes CUDA the default of the whole process where there is any."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import torch

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


def on_the_cpu(function: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """Lets a function make its tensors on the CPU, where this learner has all of its own, whatever the default is: that
    of the stock trainers, of which there may be some in the same run.
    """

    @functools.wraps(function)
    def there(*arguments: Arguments.args, **keywords: Arguments.kwargs) -> Answer:
        if torch.empty(0).device.type == "cpu":  # as it is nearly always, and then nothing need be looked at
            return function(*arguments, **keywords)
        with torch.device("cpu"):
            return function(*arguments, **keywords)

    return there
