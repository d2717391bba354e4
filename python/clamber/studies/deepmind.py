"""Heess et al. 2017, "Emergence of Locomotion Behaviours in Rich Environments" (arXiv 1707.02286)."""

from __future__ import annotations

from clamber.assets.loading import load_task
from clamber.studies.changes import also_paid_for, at_course, both, paid_for, sees, tires
from clamber.studies.condition import Chart, Column, Condition, Grid, Measure, Study, Table
from clamber.studies.filmed import filmed

#: Forward progress, and nothing else.
PROGRESS = paid_for(forward_progress=1.0)

#: By body: the configuration that training starts from, agent-steps, and courses that such a body can cross at all (one
#: that lives in a plane gets around no wall, so it has a mix of its own).
BODIES = {
    "planar": ("planar_hurdles.yaml", 2_000_000, ("Hurdles", "Gaps", "Rough", "Platforms", "Mixed")),
    "quadruped": ("quadruped.yaml", 3_000_000, ("Hurdles", "Gaps", "Rough", "Slalom", "Platforms", "Gauntlet")),
    "humanoid": ("walker_gauntlet.yaml", 4_000_000, ("Hurdles", "Gaps", "Rough", "Slalom", "Platforms", "Gauntlet")),
}
NAMES = {"planar": "PlanarWalker", "quadruped": "Quadruped", "humanoid": "Humanoid"}
TERRAIN = {
    "Hurdles": "hurdles", "Gaps": "gaps", "Rough": "variable terrain", "Slalom": "slalom", "Platforms": "platforms",
    "Gauntlet": "mixed", "Mixed": "those four mixed",
}  # fmt: skip

HALF, FULL = Measure("half", difficulty=0.5), Measure("full", difficulty=1.0)


def _progress_alone() -> list[Condition]:
    """Every body on every terrain, each agent at its own pace, paid for progress alone."""
    return [
        Condition(
            name=f"{body}-{course.lower()}",
            told=f"{NAMES[body]}, {TERRAIN[course]}",
            config=config,
            steps=steps,
            measures=(HALF, FULL),
            change=both(PROGRESS, at_course(course)),
            arguments={"--course": course},
        )
        for body, (config, steps, courses) in BODIES.items()
        for course in courses
    ]


ALIKE = Measure("alike", course="HighHurdlesStationary", difficulty=0.5)

GROWING = [
    Condition(
        f"{name}-hurdles", told, "planar_hurdles.yaml", 2_000_000, (ALIKE,),
        both(PROGRESS, at_course(course, difficulty=1.0)), arguments={"--course": course},
    )
    for name, told, course in (
        ("growing", "hurdles that grow along the lane", "HighHurdles"),
        ("stationary", "hurdles of full height everywhere", "HighHurdlesStationary"),
    )
]  # fmt: skip

#: Four times as long as the walkers of the table above, on hurdles up to four fifths of a leg.
WIDE_NOISE = {"hyperparameters": {"min_std": 0.2, "average_updates": 50}}
SECOND_CHANCES = {"second_chances": 0.3}
TALL = [
    Condition(
        "tall-hurdles", "PlanarWalker, hurdles up to 0.8 of a leg", "planar_hurdles.yaml", 8_000_000, (HALF, FULL),
        both(PROGRESS, at_course("HighHurdlesStationary")), WIDE_NOISE, {"--course": "HighHurdlesStationary"},
        SECOND_CHANCES,
    ),
]  # fmt: skip

#: On a lane that is as easy at its start for all, far ends are reached by whoever falls less: agents need not climb. A
#: fall costs what would have been run until the horizon, of 100 decisions of 0.02 s or of 200.
HALF_HIGH = Measure("half", course="HighHurdlesStationary", difficulty=0.5)
FULL_HIGH = Measure("full", course="HighHurdlesStationary", difficulty=1.0)
RISING = [
    Condition(
        name, told, "planar_hurdles.yaml", 20_000_000, (HALF_HIGH, FULL_HIGH, Measure("own")),
        both(PROGRESS, at_course("RisingHurdles", difficulty=1.0)),
        {**WIDE_NOISE, "reward_signals": {"extrinsic": {"gamma": gamma}}}, {"--course": "RisingHurdles"},
        SECOND_CHANCES,
    )
    for name, told, gamma in (
        ("rising-near", "hurdles that rise along the lane to three quarters of a leg", 0.99),
        ("rising-hurdles", "the same, looking twice as far ahead", 0.995),
    )
]  # fmt: skip

#: Every kind of terrain on one lane that rises, and what comes of it on each kind alone.
EVERY_KIND = (*(Measure(one.lower(), one, 0.5) for one in BODIES["quadruped"][2]), Measure("full", "Gauntlet", 1.0))
RISING_GAUNTLET = [
    Condition(
        f"{body}-rising", f"{NAMES[body]}, where all kinds rise along the lane", BODIES[body][0], 20_000_000,
        (*EVERY_KIND, Measure("own")), both(PROGRESS, at_course("RisingGauntlet", difficulty=1.0)),
        {"hyperparameters": {"min_std": 0.15, "average_updates": 50},
         "reward_signals": {"extrinsic": {"gamma": 0.995}}},
        {"--course": "RisingGauntlet"}, SECOND_CHANCES,
    )
    for body in ("quadruped", "humanoid")
]  # fmt: skip

ON_GAUNTLET, ON_FLAT = Measure("gauntlet", "Gauntlet", 0.5), Measure("flat", "Flat", 0.0)

#: Robustness is told on level ground, which both can do: on the Gauntlet the other's distance would be of falls.
LEVEL = "QuadrupedFlat"
GROUNDS = [
    Condition("flat-ground", "trained on flat ground", "quadruped.yaml", 4_000_000, (ON_FLAT, ON_GAUNTLET),
              at_course("Flat", 0.0), arguments={"--course": "Flat"}, grid=LEVEL),
    Condition("rich-ground", "trained on the Gauntlet", "quadruped.yaml", 4_000_000, (ON_FLAT, ON_GAUNTLET),
              grid=LEVEL),
    Condition("flat-then-rich", "flat ground, then as long on the Gauntlet", "quadruped.yaml", 4_000_000,
              (ON_FLAT, ON_GAUNTLET), start="flat-ground"),
]  # fmt: skip

ONE_NETWORK = {"hyperparameters": {"proprioception_units": [], "terrain_units": [], "trunk_units": [256, 128, 64]}}
NETWORKS = [
    Condition("one-network", "one network for all senses", "quadruped.yaml", 4_000_000, (ON_FLAT, ON_GAUNTLET),
              trainer=ONE_NETWORK),
]  # fmt: skip

#: Per joule. A brain that is paid for progress alone spends 126 J on a metre: about a third of what it is worth. With
#: three times as much to lose, it learned to fall at once.
EFFORT = -0.003
#: Stamina: the content's own QuadrupedFlat brain takes some 11 W/kg, about twice what comes back here.
CAPACITY, RECOVERY = 40.0, 6.0
WALK = Measure("walk")
SWITCHES = [
    Condition("progress", "progress alone", "quadruped_flat.yaml", 1_500_000, (WALK,), PROGRESS),
    Condition("progress-effort", "progress and effort from the start", "quadruped_flat.yaml", 1_500_000, (WALK,),
              paid_for(forward_progress=1.0, energy=EFFORT)),
    Condition("progress-then-effort", "progress, then as long with effort", "quadruped_flat.yaml", 1_500_000, (WALK,),
              paid_for(forward_progress=1.0, energy=EFFORT), start="progress"),
    # Phases are two runs: their rivals in one, as long as both.
    Condition("progress-longer", "progress alone, as long as both phases", "quadruped_flat.yaml", 3_000_000, (WALK,),
              PROGRESS),
    Condition("progress-effort-longer", "progress and effort from the start, as long as both phases",
              "quadruped_flat.yaml", 3_000_000, (WALK,), paid_for(forward_progress=1.0, energy=EFFORT)),
    Condition("stamina", "progress alone, in a body that tires", "quadruped_flat.yaml", 1_500_000, (WALK,),
              both(PROGRESS, tires(CAPACITY, RECOVERY))),
]  # fmt: skip

ARMED = [
    Condition("arms-free", "Humanoid, as it is", "walker.yaml", 4_000_000, (WALK,)),
    Condition("arms-effort", "Humanoid, energy ten times as dear", "walker.yaml", 4_000_000, (WALK,),
              also_paid_for(energy=-0.003)),
]  # fmt: skip


#: The planar walker's samples of the terrain, and some to the sides.
SAMPLES = load_task("PlanarHurdles").terrain
PASSED = [
    Condition(
        name, told, "walker_gauntlet.yaml", 3_000_000, (HALF,),
        both(PROGRESS, at_course("Hurdles"), sees(
            floor_forward=SAMPLES.floor_forward, floor_side=[-1.2, -0.5, -0.2, 0.0, 0.2, 0.5, 1.2],
            ceiling_forward=SAMPLES.ceiling_forward)),
        trainer={"hyperparameters": {"num_epoch": 4}, "time_horizon": 24}, arguments={"--course": "Hurdles"},
        start=start, counterparts=bool(start),
    )
    for name, told, start in (
        ("passed-nothing", "Humanoid, from nothing", ""),
        ("passed-planar", "Humanoid, from what PlanarWalker learned", "planar-hurdles"),
    )
]  # fmt: skip


def _shares(*measures: tuple[str, str]) -> tuple[Column, ...]:
    columns = []
    for measure, told in measures:
        columns += [
            Column(f"success, {told}, %", measure, "success.share", ".0f", 100.0),
            Column(f"distance, {told}, m", measure, "distance.mean", ".1f"),
            Column(f"falls, {told}, %", measure, "fell.share", ".0f", 100.0),
        ]
    return tuple(columns)


GAIT = (
    Column("speed, m/s", "walk", "speed.mean"),
    Column("falls, %", "walk", "fell.share", ".0f", 100.0),
    Column("cost of transport", "walk", "cost_of_transport.mean"),
    Column("reversals per second", "walk", "action_jitter.mean", ".1f"),
)

ARMS = (
    GAIT[0],
    Column("effort of the arms, W", "walk", "arm_effort.mean", ".1f"),
    Column("motion of the arms, rad/s", "walk", "arm_motion.mean"),
    *GAIT[1:],
)

HEAD_START = (
    Column("distance in the first tenth of training, m", "", "head_start.early"),
    Column("distance while training, m", "", "head_start.mean", ".1f"),
    *_shares(("half", "difficulty 0.5")),
)

CLEARED = (
    Column("agent-steps", "", "steps", ",.0f"),
    *(
        Column(f"{words}, %", measure, f"{figure}.share", ".0f", 100.0)
        for measure, height in (("half", "0.4 leg"), ("full", "0.75 to 0.8 leg"))
        for figure, words in (("cleared", f"hurdles of {height} cleared"), ("success", "lanes of them crossed"))
    ),
)
WHERE_THEY_RISE = (
    Column("lanes crossed, %", "own", "success.share", ".0f", 100.0),
    Column("distance, m", "own", "distance.mean", ".1f"),
    Column("speed, m/s", "own", "speed.mean"),
    Column("hurdles cleared, %", "own", "cleared.share", ".0f", 100.0),
)
EVERY_KIND_CROSSED = (
    *(Column(f"{TERRAIN[one]}, %", one.lower(), "success.share", ".0f", 100.0) for one in BODIES["quadruped"][2]),
    Column("mixed, difficulty 1, %", "full", "success.share", ".0f", 100.0),
    Column("distance, mixed, m", "gauntlet", "distance.mean", ".1f"),
    Column("speed, m/s", "gauntlet", "speed.mean"),
    Column("hurdles cleared, %", "hurdles", "cleared.share", ".0f", 100.0),
)

_ALONE = _progress_alone()
STUDY = Study(
    name="deepmind",
    conditions=(*_ALONE, *GROWING, *TALL, *RISING, *RISING_GAUNTLET, *GROUNDS, *NETWORKS, *SWITCHES, *ARMED, *PASSED),
    tables=(
        Table("progress", "Forward progress alone", tuple(one.name for one in _ALONE),
              _shares(("half", "difficulty 0.5"), ("full", "1"))),
        Table("growing", "Hurdles that grow along the lane", tuple(one.name for one in GROWING),
              _shares(("alike", "hurdles of 0.4 leg"))),
        Table("tall", "Progress alone, for longer", tuple(one.name for one in (*TALL, *RISING)), CLEARED),
        Table("rising", "Where hurdles rise along the lane", tuple(one.name for one in RISING), WHERE_THEY_RISE),
        Table("every_kind", "Every kind of terrain on one lane", tuple(one.name for one in RISING_GAUNTLET),
              EVERY_KIND_CROSSED),
        Table("grounds", "Flat and rich ground", tuple(one.name for one in GROUNDS),
              _shares(("flat", "flat"), ("gauntlet", "Gauntlet 0.5"))),
        Table("networks", "One network or two", ("rich-ground", "one-network"),
              _shares(("flat", "flat"), ("gauntlet", "Gauntlet 0.5"))),
        Table("switches", "What viewers asked for", tuple(one.name for one in SWITCHES), GAIT),
        Table("passed", "From body to body", tuple(one.name for one in PASSED), HEAD_START),
        Table("arms", "Arms that do not flail", tuple(one.name for one in ARMED), ARMS),
    ),
    charts=(
        Chart("passed", "Hurdles: a humanoid from nothing, and from what a planar walker learned",
              tuple(one.name for one in PASSED)),
        Chart("growing", "Hurdles: growing along the lane, or full height everywhere", tuple(c.name for c in GROWING)),
        Chart("networks", "The Gauntlet with one network and with two", ("rich-ground", "one-network")),
        *(Chart(f"progress-{body}", f"{NAMES[body]}, paid for progress alone",
                tuple(one.name for one in _ALONE if one.name.startswith(body))) for body in BODIES),
    ),
    grids=(Grid("robustness", {"flat-ground": "flat ground", "rich-ground": "Gauntlet"}),),
    comparisons={
        "film": filmed({f"{body}-hurdles": NAMES[body] for body in BODIES}, difficulty=0.3),
        "rising_film": filmed(
            {"rising-hurdles": "hurdles of 0.6 leg"}, difficulty=0.8, course="HighHurdlesStationary"
        ),
    },
)  # fmt: skip
