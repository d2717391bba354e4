"""The robustness grid."""

import json
from collections.abc import Callable
from pathlib import Path

import imageio.v3 as imageio
import numpy as np
import pytest
from clamber.assets.loading import load_course
from clamber.cli import Robustness
from clamber.evaluation import robustness as module
from clamber.evaluation.brain import Brain, BrainError
from clamber.evaluation.episodes import Episodes
from clamber.evaluation.pictures import save_picture
from clamber.evaluation.robustness import FACTORS, Factor, by_label, contestant, contestants_of, robustness
from clamber.evaluation.robustness_table import draw_robustness, show_robustness
from clamber.tasks.environment import ClamberVectorEnv
from clamber.tasks.parameters import PARAMETERS

BrainMaker = Callable[..., Path]


def factor(name: str, *values: float) -> Factor:
    found = next(one for one in FACTORS if one.name == name)
    return Factor(name, values, found.unit, found.parameter, found.course)


def test_motors_without_strength_take_the_distance_away(make_faller: BrainMaker) -> None:
    one = contestant(str(make_faller()))
    grid = robustness([one], "PlanarHurdles", episodes=6, factors=[factor("motor strength", 0.0)])
    (weak,) = grid["brains"][0]["conditions"]
    assert weak["share"] < 0.9
    assert weak["low"] <= weak["share"] <= weak["high"]
    assert weak["share"] == pytest.approx(weak["distance"] / grid["brains"][0]["nominal"]["distance"])


def test_each_condition_is_as_if_it_were_alone(make_faller: BrainMaker) -> None:
    one = contestant(str(make_faller()))
    factors = [factor("friction", 0.15), factor("rubble", 1.0), factor("mass", 1.5), factor("action delay", 4.0)]
    together = robustness([one], "PlanarHurdles", episodes=4, factors=factors)["brains"][0]["conditions"]
    apart = [
        robustness([one], "PlanarHurdles", episodes=4, factors=[alone])["brains"][0]["conditions"][0]
        for alone in factors
    ]
    assert together == apart
    assert len({condition["distance"] for condition in together}) >= 3


def test_the_task_as_it_is_keeps_everything(make_faller: BrainMaker) -> None:
    """A change to what is so already is no change: a share of exactly one."""
    same = [Factor("pushes", (0.0,), "m/s", parameter="push_speed"), Factor("ground", (1.0,), "", course="Hurdles")]
    one = contestant(str(make_faller()))
    for condition in robustness([one], "PlanarHurdles", episodes=4, factors=same)["brains"][0]["conditions"]:
        assert (condition["share"], condition["low"], condition["high"]) == (1.0, 1.0, 1.0)


def test_every_condition_changes_one_thing(make_faller: BrainMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    worlds = []

    def look_around(env: ClamberVectorEnv, _brain: Brain, each: int, seed: int, _label: str) -> Episodes:
        env.reset(seed=seed)
        values = {name: env.parameters.get(name) for name in PARAMETERS}
        worlds.append(
            (env.course_spec.description, {name: value for name, value in values.items() if value is not None})
        )
        falls = {name: np.zeros(1) for name in ("success", "fell", "stuck", "time_out", "broken")}
        names = ("speed", "return", "length", "cost_of_transport", "energy_per_metre", "action_jitter", "jerk")
        return falls | {name: np.ones(1) for name in (*names, "asymmetry", "range_spread", "tilt", "distance")}

    monkeypatch.setattr(module, "live_episodes", look_around)
    robustness([contestant(str(make_faller()))], "PlanarHurdles", episodes=1, difficulty=0.25)
    own, slope, rubble = (load_course(name).description for name in ("HighHurdles", "Slope", "Rubble"))
    expected: list[tuple[str, dict[str, float]]] = [(own, {"difficulty": 0.25})]
    for one in FACTORS:
        for value in one.values:
            if one.course:
                expected.append(({"Slope": slope, "Rubble": rubble}[one.course], {"difficulty": value}))
            else:
                expected.append((own, {"difficulty": 0.25, one.parameter: value}))
    assert sorted(worlds, key=str) == sorted(expected, key=str)
    assert len({str(world) for world in worlds}) == 1 + sum(len(one.values) for one in FACTORS)


def brain(label: str, *shares: float) -> dict[str, object]:
    return {
        "brain": f"{label}.onnx",
        "label": label,
        "nominal": {"distance": 10.0, "fell": {"share": 0.0, "low": 0.0, "high": 0.1}},
        "conditions": [
            {
                "factor": "friction", "value": 0.1 * index, "unit": "coefficient", "share": share, "low": share - 0.1,
                "high": share + 0.1, "distance": 10 * share, "fell": {"share": 1 - share, "low": 0.0, "high": 1.0},
            }
            for index, share in enumerate(shares)
        ],
    }  # fmt: skip


def test_brains_of_one_label_are_told_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    brains = [brain("flat", 0.2, 0.6), brain("course", 0.8, 0.9), brain("flat", 0.4, 0.4)]
    labels = by_label(brains)
    assert list(labels) == ["flat", "course"]
    assert labels["flat"]["brains"] == 2
    assert labels["flat"]["mean"] == pytest.approx((0.2 + 0.6 + 0.4 + 0.4) / 4)
    first, second = labels["flat"]["conditions"]
    assert (first["share"], first["low"], first["high"], first["fell"]) == pytest.approx((0.3, 0.2, 0.4, 0.7))
    assert (second["share"], second["low"], second["high"]) == pytest.approx((0.5, 0.4, 0.6))
    alone = labels["course"]["conditions"][0]
    assert (alone["share"], alone["low"], alone["high"]) == pytest.approx((0.8, 0.7, 0.9))

    grid = {"task": "T", "engine": "mujoco", "episodes": 5, "brains": brains, "labels": labels}
    monkeypatch.setenv("COLUMNS", "120")
    show_robustness(grid)
    shown = " ".join(capsys.readouterr().out.split())
    assert "flat (2 brains)" in shown
    assert "80% (70 to 90), falls 20%" in shown
    save_picture(draw_robustness(grid), tmp_path / "grid.png")
    assert (np.asarray(imageio.imread(tmp_path / "grid.png"))[..., :3] != 255).any(axis=-1).mean() > 0.01


def test_labels_stand_before_the_file(tmp_path: Path) -> None:
    assert contestant("flat=a/b.onnx") == module.Contestant("flat", Path("a/b.onnx"))
    assert contestant("a/b.onnx") == module.Contestant("b", Path("a/b.onnx"))
    odd = tmp_path / "x=y.onnx"
    odd.write_bytes(b"")
    assert contestant(str(odd)) == module.Contestant("x=y", odd)
    # Every run of a task leaves a file of one name; only a label that was given joins brains.
    runs = contestants_of(["a/b.onnx", "c/b.onnx", "c/d.onnx", "b=e/b.onnx"])
    assert [one.label for one in runs] == ["a/b", "c/b", "d", "b"]
    assert [one.label for one in contestants_of(["./a/b.onnx", "./c/b.onnx"])] == ["a/b", "c/b"]


def test_a_brain_that_goes_nowhere_is_refused(make_brain: BrainMaker) -> None:
    still = contestant(str(make_brain((54, 78), 12)))
    with pytest.raises(
        ValueError, match=r"brain\.onnx: goes -?0\.0\d m under nominal conditions; shares mean something"
    ):
        robustness([still], "QuadrupedFlat", episodes=2, factors=[factor("friction", 0.5)])
    with pytest.raises(ValueError, match="no brain is named"):
        robustness([], "QuadrupedFlat")
    misfit = contestant(str(make_brain((54, 77), 12)))
    with pytest.raises(BrainError, match="obs_1 has 77 values; the task's sensor has 78"):
        robustness([misfit], "QuadrupedFlat", episodes=2)


def test_the_command_writes_json_and_plot(
    make_faller: BrainMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(robustness, "__defaults__", (*robustness.__defaults__[:-1], (factor("friction", 0.3, 0.6),)))  # type: ignore[index]
    out, plot = tmp_path / "grid.json", tmp_path / "grid.png"
    assert Robustness((f"lucky={make_faller()}",), "PlanarHurdles", episodes=2, out=out, plot=plot).run() == 0
    assert json.loads(out.read_text())["labels"]["lucky"]["brains"] == 1
    assert imageio.imread(plot).shape[2] in (3, 4)
