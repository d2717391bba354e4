"""Threads that share out work among themselves, and so do their arithmetic alone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import torch


def lone_threads(count: int, name: str) -> ThreadPoolExecutor:
    """So many threads, each of which multiplies matrices by itself.

    How many threads PyTorch may use is told to every thread apart, and one that was told nothing uses as many as there
    are cores. Then ours get in each other's way; and since sums are cut up otherwise than in a thread that was told,
    results depend on who works on what.
    """
    return ThreadPoolExecutor(count, thread_name_prefix=name, initializer=torch.set_num_threads, initargs=(1,))
