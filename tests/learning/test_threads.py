"""Threads that share out work: whoever does a part of it, the numbers are the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import torch
from clamber.learning.threads import lone_threads


@pytest.fixture
def alone() -> Iterator[None]:
    """This thread works alone, too, as a training's does."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.mark.usefixtures("alone")
def test_sums_do_not_depend_on_the_thread() -> None:
    """A small layer, to the bit. On some processors two threads cut up its sums otherwise than one."""
    draws = torch.Generator().manual_seed(0)
    values, weight, bias = (torch.randn(*size, generator=draws) for size in ((6, 54), (54, 16), (16,)))
    expected = torch.addmm(bias, values, weight)
    with lone_threads(2, "test") as threads:
        assert list(threads.map(lambda _: torch.get_num_threads(), range(8))) == [1] * 8
        for found in threads.map(lambda _: torch.addmm(bias, values, weight), range(50)):
            assert torch.equal(found, expected)
