"""A training run's curves, as a plot."""

from __future__ import annotations

from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from clamber.evaluation.pictures import COLOURS, name_axes, new_picture
from clamber.evaluation.run_records import Curve

#: What is drawn, by its TensorBoard name, which is the same in this process and over the bridge.
CURVES = {
    "Environment/Cumulative Reward": "reward of an episode",
    "Episode/distance": "distance, m",
    "Episode/success": "success, share",
    "Episode/fell": "falls, share",
}


def draw_learning(curves: dict[str, Curve]) -> Figure | None:
    """Reward, distance, success and falls over agent-steps, as far as they were recorded; None if none was.

    Args:
        curves: by TensorBoard name.
    """
    found = [(title, curves[name]) for name, title in CURVES.items() if name in curves]
    if not found:
        return None
    figure, axes = new_picture(len(found), 1, 2.9, 2.4)
    for plot, (title, (steps, values)) in zip(axes, found, strict=True):
        plot.plot(steps, values, color=COLOURS[0], linewidth=1.6)
        plot.xaxis.set_major_formatter(FuncFormatter(lambda step, _: f"{step / 1e6:g}"))
        if title.endswith("share"):
            plot.set_ylim(-0.03, 1.03)
        name_axes(plot, title, "million agent-steps, while exploring")
    return figure
