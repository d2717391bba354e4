"""The report of an evaluation as tables: for the terminal and for Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from clamber.evaluation.crossings import crossing_rows
from clamber.evaluation.hurdle_heights import hurdle_rows

#: Engines in the order in which they are told.
ENGINES = {"mujoco": "MuJoCo", "physx": "PhysX"}
#: Unit of a quantity; what is not here has none.
UNITS = {
    "distance": "m", "speed": "m/s", "length": "decisions", "energy_per_metre": "J/m", "action_jitter": "1/s",
    "jerk": "m/s^3", "tilt": "rad", "arm_effort": "W", "arm_motion": "rad/s",
    "speed_asked": "m/s", "velocity_error": "m/s", "heading_error": "rad",
}  # fmt: skip


def show_report(report: dict[str, Any]) -> None:
    """Prints a report: a table per engine, a column per difficulty, and what the PhysX gate says."""
    console = Console()
    for engine, title in ENGINES.items():
        if engine not in report:
            continue
        table = Table(
            title=f"{report['brain']} on {report['task']}, {title}, {report[engine][0]['episodes']} episodes each",
            caption="shares with 95% intervals, quantities with standard deviations",
            box=SIMPLE_HEAD,
            padding=(0, 1, 0, 0),
        )
        table.add_column("difficulty")
        for summary in report[engine]:
            table.add_column(f"{summary['difficulty']:.2g}", justify="right")
        # Several difficulties are to fit side by side in a terminal of eighty columns.
        for name, cells in rows(report[engine], short=len(report[engine]) > 2):
            table.add_row(name, *cells)
        for index, (name, cells) in enumerate(terrain_rows(report[engine])):
            if not index:
                table.add_section()
            table.add_row(name, *cells)
        console.print(table)
    if "gate" in report:
        console.print(gate_sentence(report["gate"]), highlight=False)


def rows(summaries: list[dict[str, Any]], short: bool = False) -> Iterator[tuple[str, list[str]]]:
    """Each measure's name and its value in every summary, as text; ``short`` with fewer digits."""
    for name, first in summaries[0].items():
        if isinstance(first, dict):
            unit = f" ({UNITS[name]})" if name in UNITS else ""
            yield name.replace("_", " ") + unit, [cell(summary[name], short) for summary in summaries]


def terrain_rows(summaries: list[dict[str, Any]]) -> Iterator[tuple[str, list[str]]]:
    """What was crossed of each kind of terrain, and cleared of hurdles of each height, in every summary, as text."""
    for name, cells in crossing_rows(summaries):
        yield f"{name} crossed", cells
    yield from hurdle_rows(summaries)


def cell(value: dict[str, Any], short: bool = False) -> str:
    """A share with its interval, or a mean with its spread, as text; ``short`` with fewer digits."""
    if "share" in value:
        if short:
            return f"{value['share']:.0%} {100 * value['low']:.0f}-{100 * value['high']:.0f}"
        return f"{value['share']:.1%} ({value['low']:.1%} to {value['high']:.1%})"
    return f"{number(value['mean'], 3)} \u00b1 {number(value['std'], 2)}"


def number(value: float, digits: int) -> str:
    """A number to about so many digits, never with an exponent of ten."""
    size = len(str(int(abs(value)))) if abs(value) >= 1.0 else 0
    if size >= digits:
        return f"{value:.0f}"
    return f"{float(f'{value:.{digits}g}'):.{digits - size}f}" if abs(value) >= 0.001 else f"{value:.3f}"


def gate_sentence(gate: dict[str, Any]) -> str:
    """What the PhysX gate says, in one sentence."""
    distances = f"{gate['physx']:.2f} m in PhysX, {gate['mujoco']:.2f} m in MuJoCo, {gate['episodes']} episodes each"
    if gate["share"] is None:
        return f"PhysX gate: does not pass; the brain gets nowhere ({distances})."
    return (
        f"PhysX gate: {'passes' if gate['passes'] else 'does not pass'}; PhysX keeps {gate['share']:.1%} "
        f"({gate['low']:.1%} to {gate['high']:.1%}) of the MuJoCo distance, {gate['needed']:.0%} is needed "
        f"({distances})."
    )
