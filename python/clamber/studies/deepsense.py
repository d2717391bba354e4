"""deepsense.ai, "Learning to run" (NIPS 2017): a runner with 18 muscles, taught in stages, its skills blended."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from clamber.studies.blended_policy import FrozenPolicy
from clamber.studies.blended_training import Setting, Units, corrected, corrected_runner_of, handed_over, imitated
from clamber.studies.changes import also_paid_for, both, paid_for, told_to_go
from clamber.studies.condition import Chart, Column, Condition, Measure, Study, Table
from clamber.studies.filmed import filmed
from clamber.studies.run import Run

FLAT, BOULDERS = "runner_flat.yaml", "runner.yaml"

#: Layers: of the small runner, of what corrects it, and of the network that takes over from both.
SMALL: Units = {"proprioception_units": (128,), "terrain_units": (8,), "trunk_units": (128, 64)}
CORRECTION: Units = {"proprioception_units": (64,), "terrain_units": (64,), "trunk_units": (128, 64)}
#: The small runner with eight times as many units that look at the terrain.
SEEING: Units = SMALL | {"terrain_units": (64,)}
BIG: Units = {"proprioception_units": (256,), "terrain_units": (128,), "trunk_units": (256, 128)}


def _of(units: Units, **others: Any) -> dict[str, Any]:
    """A configuration with these layers, and other hyperparameters that are not the file's."""
    return {"hyperparameters": {**{name: list(layers) for name, layers in units.items()}, **others}}


#: The contest's boulders from the first step, however well the runner does.
FULL_SIZE = {"difficulty": 1.0}
RUN = Measure("run", task="RunnerFlat", episodes=256)
#: The contest's own test: ten boulders of any size, courses that nobody has seen.
CONTEST = Measure("contest", task="Runner", difficulty=1.0, episodes=1000)
#: The same, told the speed that the brain was trained to go at.
OWN_CONTEST = replace(CONTEST, task="")
#: Paid for no more than 2.2 m/s, which is four fifths of what the fast one runs.
CAREFUL = both(told_to_go(2.2), paid_for(track_goal_vel=2.2, track_lin_vel=1.0, alive=0.5, joint_limits=-0.2,
                                         termination=-6000.0))  # fmt: skip
#: Who goes faster than 2.1 m/s also loses by it.
SUREST = both(CAREFUL, told_to_go(2.1), also_paid_for(track_lin_vel=2.0))
#: As the task RunnerCareful is paid: the same at 2.2 m/s.
PRACTISED = both(SUREST, told_to_go(2.2))
#: Of runners that can run: in a third of the step size, with less noise.
STEADY = _of(SEEING, desired_kl=0.01, init_std=0.3, max_std=0.3)
#: Of runners that seldom fall: with half the noise, and three times as many agent-steps per update, to see falls.
SETTLED = _of(SEEING, desired_kl=0.02, init_std=0.15, max_std=0.15) | {"time_horizon": 48}
#: Of those who practise on what they fall over: with a little more noise, as there are falls enough to learn from.
PRACTISING = _of(SEEING, desired_kl=0.02, init_std=0.2, max_std=0.2) | {"time_horizon": 48}

STAGES = (
    Condition("road", "straight road", FLAT, 3_000_000, (RUN, CONTEST), trainer=_of(SMALL)),
    Condition("run", "then run", FLAT, 3_000_000, (RUN, CONTEST), also_paid_for(forward_progress=2.0), _of(SMALL),
              start="road"),
    Condition("obstacles", "then obstacles", BOULDERS, 8_000_000, (CONTEST,), trainer=_of(SMALL),
              environment=FULL_SIZE, start="run"),
    Condition("at-once", "obstacles from the start, as long as all three", BOULDERS, 14_000_000, (CONTEST,),
              trainer=_of(SMALL), environment=FULL_SIZE),
)  # fmt: skip

#: Beside the straight road, which pays for bent knees.
NO_KNEES = Condition("no-knees", "not paid for bent knees", FLAT, 3_000_000, (RUN,), also_paid_for(knee_bend=0.0),
                     _of(SMALL))  # fmt: skip


def teacher(run: Run, setting: Setting) -> FrozenPolicy:
    """The small runner with its correction."""
    return corrected_runner_of(run, setting, "run", "correction", {"run": SMALL, "correction": CORRECTION})


#: Agent-steps of the big network, whichever way it is taught.
TAUGHT = 4_000_000
BLENDING = (
    Condition("correction", "small runner, corrected around obstacles", BOULDERS, 4_000_000, (RUN, CONTEST),
              trainer=_of(CORRECTION), environment=FULL_SIZE, start="run", learn=corrected(SMALL)),
    Condition("hand-over", "a bigger network takes over, bit by bit", BOULDERS, TAUGHT, (RUN, CONTEST),
              trainer=_of(BIG), environment=FULL_SIZE, start="correction", learn=handed_over(teacher)),
    Condition("cloning", "behavioural cloning", BOULDERS, TAUGHT, (RUN, CONTEST), trainer=_of(BIG),
              environment=FULL_SIZE, start="correction", learn=imitated(teacher, dagger=False)),
    Condition("dagger", "DAgger", BOULDERS, TAUGHT, (RUN, CONTEST), trainer=_of(BIG),
              environment=FULL_SIZE, start="correction", learn=imitated(teacher, dagger=True)),
    Condition("trained-on", "the bigger network, trained on", BOULDERS, 8_000_000, (RUN, CONTEST), trainer=_of(BIG),
              environment=FULL_SIZE, start="hand-over"),
)  # fmt: skip

BRAINS = (
    Condition("longer", "trained on", BOULDERS, 8_000_000, (CONTEST,), trainer=_of(SMALL), environment=FULL_SIZE,
              start="obstacles"),
    Condition("seeing", "with 64 units for the terrain instead of 8", BOULDERS, 8_000_000, (CONTEST,),
              trainer=_of(SEEING), environment=FULL_SIZE, start="longer"),
    Condition("surer", "in smaller steps, a fall 50 times as dear", BOULDERS, 8_000_000, (CONTEST,),
              also_paid_for(termination=-2000.0), _of(SEEING, desired_kl=0.01), environment=FULL_SIZE, start="seeing"),
    Condition("fast", "fast: a fall 150 times as dear", BOULDERS, 8_000_000, (CONTEST,),
              also_paid_for(termination=-6000.0), _of(SEEING, desired_kl=0.01), environment=FULL_SIZE, start="surer"),
    Condition("dearest", "less noise, a fall 500 times as dear", BOULDERS, 4_000_000, (CONTEST,),
              also_paid_for(termination=-20000.0), STEADY,
              environment=FULL_SIZE, start="fast"),
    Condition("careful", "careful: paid for no more than 2.2 m/s", BOULDERS, 8_000_000, (OWN_CONTEST,), CAREFUL,
              STEADY, environment=FULL_SIZE, start="dearest"),
    Condition("surest", "no faster than 2.1 m/s, half the noise, three times as many agent-steps per update", BOULDERS,
              6_000_000, (OWN_CONTEST,), SUREST, SETTLED, environment=FULL_SIZE, start="careful"),
    Condition("practised", "no faster than 2.2 m/s, on thicker boulders closer together", BOULDERS, 12_000_000,
              (OWN_CONTEST,), PRACTISED, PRACTISING, {"--course": "ContestPractice"}, FULL_SIZE, start="careful"),
)  # fmt: skip


def _shown(measure: str, told: str) -> tuple[Column, ...]:
    """What the contest looked at."""
    return (
        Column(f"{told}: distance in 10 s, m", measure, "distance.mean", ".1f"),
        Column("speed, m/s", measure, "speed.mean", ".2f"),
        Column("falls, %", measure, "fell.share", ".1f", 100.0),
    )


_STEPS = Column("agent-steps", "", "steps", ",.0f")
_OPEN = (Column("gate, boulder in sight", "", "gate.boulder"), Column("gate, level", "", "gate.level"))


def _names(*groups: tuple[Condition, ...]) -> tuple[str, ...]:
    return tuple(one.name for group in groups for one in group)


STUDY = Study(
    name="deepsense",
    conditions=(*STAGES, NO_KNEES, *BLENDING, *BRAINS),
    tables=(
        Table("stages", "In stages, or at once", _names(STAGES), (_STEPS, *_shown("contest", "contest"))),
        Table("knees", "The knee term", ("road", "no-knees"),
              (*_shown("run", "level"), Column("cost of transport", "run", "cost_of_transport.mean"))),
        Table("blending", "Policy blending", ("run", *_names(BLENDING)),
              (_STEPS, *_shown("contest", "contest"), *_shown("run", "level"), *_OPEN)),
        Table("brains", "Fast and careful", ("obstacles", *_names(BRAINS)), (_STEPS, *_shown("contest", "contest"))),
    ),
    charts=(
        Chart("stages", "Boulders in stages and at once", ("obstacles", "at-once"), whole=True),
        Chart("knees", "With and without the knee term", ("road", "no-knees")),
        Chart("blending", "A bigger network, taught in three ways", ("hand-over", "cloning", "dagger")),
    ),
    comparisons={"film": filmed({"fast": "fast", "practised": "careful"}, difficulty=1.0, seconds=10.0)},
)  # fmt: skip
