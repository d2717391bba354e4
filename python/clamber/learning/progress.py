"""How a run looks on screen: a live panel on a terminal, else one line per summary."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from clamber.learning.metrics import Metrics

#: Label on screen, name of the number, how it is written.
COLUMNS = (
    ("reward", "Environment/Cumulative Reward", "{:.2f}"),
    ("distance", "Episode/distance", "{:.1f} m"),
    ("speed", "Episode/speed", "{:.2f} m/s"),
    ("success", "Episode/success", "{:.0%}"),
    ("falls", "Episode/fell", "{:.0%}"),
    ("difficulty", "Episode/difficulty", "{:.2f}"),
    ("noise", "Policy/Std", "{:.2f}"),
    ("steps/s", "Pace/steps_per_second", "{:,.0f}"),
)


class Screen:
    """Shows the numbers of a run while it lasts."""

    def __init__(self, title: str, console: Console | None = None) -> None:
        """Shows ``title`` above the numbers."""
        self._console = console or Console()
        self._title = title
        self._live = Live(console=self._console, auto_refresh=False) if self._console.is_terminal else None

    def __enter__(self) -> Screen:
        """Begins to show."""
        if self._live is not None:
            self._live.start()
        else:
            self._console.print(self._title, highlight=False, markup=False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leaves the last numbers on screen."""
        if self._live is not None:
            self._live.stop()

    def show(self, metrics: Metrics, values: Mapping[str, float], lessons: str = "") -> None:
        """Shows a summary."""
        told = [(label, form.format(values[name])) for label, name, form in COLUMNS if name in values]
        spent, left = clock(metrics.seconds), clock(metrics.seconds_left)
        pace = f"{metrics.steps:,} of {metrics.max_steps:,} steps, {spent}, {left} left"
        if self._live is None:
            numbers = ", ".join(f"{label} {text}" for label, text in told)
            line = f"{pace}: {numbers}{' ' + lessons if lessons else ''}"
            self._console.print(line, highlight=False, markup=False, soft_wrap=True)
            return
        table = Table(box=None, padding=(0, 2, 0, 0))
        for label, _ in told:
            table.add_column(label, justify="right", style="bold")
        table.add_row(*(text for _, text in told))
        bar = ProgressBar(total=metrics.max_steps, completed=metrics.steps, width=60)
        lines = [Text(line) for line in (pace, lessons) if line]
        self._live.update(Group(Text(self._title), table, bar, *lines), refresh=True)

    def say(self, line: str) -> None:
        """Prints one line above the numbers."""
        self._console.print(line, highlight=False, markup=False, soft_wrap=True)


def clock(seconds: float) -> str:
    """A time span as h:mm:ss or m:ss."""
    if seconds == float("inf"):
        return "?"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
