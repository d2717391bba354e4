"""``clamber card``: puts a trained brain into the game and writes down how it was made and how good it is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeGuard

from matplotlib.figure import Figure

from clamber.assets.fields import AssetError
from clamber.assets.files import read_json, read_object, write_text
from clamber.evaluation.beginnings import read_beginnings
from clamber.evaluation.brain import brain_metadata
from clamber.evaluation.brain_folder import brain_path, check_for_unity, install_brain
from clamber.evaluation.card_text import card_text, index_text
from clamber.evaluation.draw_difficulty import draw_difficulty
from clamber.evaluation.draw_learning import draw_learning
from clamber.evaluation.episodes import brain_for, task_of
from clamber.evaluation.evaluate import Evaluation
from clamber.evaluation.pictures import save_picture
from clamber.evaluation.report_table import ENGINES
from clamber.evaluation.run_records import RunRecords, read_run
from clamber.tasks.environment import ClamberVectorEnv


@dataclass(frozen=True)
class Card:
    """A brain card to be made: ``NAME.md`` with its figures (``NAME.json``) and plots, and the brain in the game.

    Attributes:
        run: the results folder.
        name: of the brain in the game.
        docs: the folder of cards.
        task: name or file; empty: what the brain or the run's configuration names.
        behavior: which of the run's brains; empty: the only one.
        evaluation: a report of ``clamber evaluate --out`` on this brain; None: measure it now.
        difficulties, episodes, seed: of that measurement, as for ``Evaluation``.
        others: results folders of the same training from other seeds, to be told beside this one.
    """

    run: Path
    name: str
    docs: Path
    task: str = ""
    behavior: str = ""
    evaluation: Path | None = None
    difficulties: Sequence[float] = ()
    episodes: int = 0
    seed: int = 0
    others: Sequence[Path] = ()

    def make(self) -> Path:
        """Checks and measures; then, if all is well, writes everything.

        Returns:
            the card.

        Raises:
            ValueError: one line: a run that cannot be read, a brain that does not fit its task or that Unity could not
                read, a report that is not of this brain.
        """
        brain_path(self.name)
        records = read_run(self.run, self.behavior)
        others = [read_run(folder, self.behavior) for folder in self.others]
        task = self.task or records.task
        if not task:
            raise AssetError(f"{self.run}: neither brain nor configuration says of which task it is; name one (--task)")
        check_for_unity(records.brain)
        _look_around(self.docs, self.name)
        path = self.docs / f"{self.name}.json"
        replaced = read_json(path) if path.is_file() else None
        facts = _facts(records, task)
        if self.evaluation is not None:
            report = _read_report(self.evaluation, records.brain, task)
        else:
            engines = ("mujoco", "physx")
            report = Evaluation(records.brain, task, engines, self.difficulties, self.episodes, self.seed).run()

        seeds = [_seed(records, report)] + [
            _seed(other, Evaluation(other.brain, task, ("mujoco",), **_asked(report)).run()) for other in others
        ]
        if _is_card(replaced) and report["sha256"] in _hashes(replaced):
            facts["earlier_sha256"] = _hashes(replaced)  # the same brain's
        figures = {
            "name": self.name, "brain": facts, "training": _training(records, self.docs), "evaluation": report,
            "seeds": seeds,
        }  # fmt: skip
        return _publish(self.docs, figures, records.brain, learning=draw_learning(records.curves))


def measure_again(
    docs: Path, name: str, episodes: int = 0, difficulties: Sequence[float] = (), seed: int | None = None
) -> Path:
    """Measures a brain in the game again, whose card tells of its training and whose run need not be kept: for when a
    rule has changed since, or for more episodes. Other seeds of its training stay on the card as they were measured.

    Args:
        docs: the folder of cards.
        name: of the brain.
        episodes: as for ``Card``; 0: as many as the card's.
        difficulties: the same; none: those of the card.
        seed: the same; None: that of the card.

    Returns:
        the card.

    Raises:
        ValueError: one line: there is no such card, or the brain does not fit its task any more.
    """
    brain, path = brain_path(name), docs / f"{name}.json"
    figures = read_object(path)
    _look_around(docs, name)
    if not _is_card(figures):
        raise AssetError(f"{path}: not the figures of a brain card")
    known = _hashes(figures)
    evaluated = brain_metadata(brain).get("evaluated_sha256")  # its own hash before, had writing been broken off
    if not {sha256(brain.read_bytes()).hexdigest(), evaluated} & set(known):
        raise AssetError(f"{brain}: not the brain that {path} is of; clamber card RUN --name {name} makes a new card")
    asked = _asked(figures["evaluation"])
    asked |= {"episodes": episodes} if episodes else {}
    asked |= {"difficulties": tuple(difficulties)} if difficulties else {}
    asked |= {} if seed is None else {"seed": seed}
    report = Evaluation(brain, figures["brain"]["task"], ("mujoco", "physx"), **asked).run()
    figures["evaluation"], figures["seeds"][0]["summaries"] = report, report["mujoco"]
    figures["brain"]["earlier_sha256"] = known
    return _publish(docs, figures, brain)


def _look_around(docs: Path, name: str) -> None:
    """Reads what lies beside a card: what cannot be read is refused before anything is measured or written."""
    _cards(docs)
    read_beginnings(docs, name)
    read_fresh(docs, name, ())


def _hashes(figures: dict[str, Any]) -> list[str]:
    """The SHA-256 that a card's brain has had: what a file tells of its evaluation changes its hash, and reports and
    runs name the brain by the one it had.
    """
    brain = figures["brain"]
    return list(dict.fromkeys([*brain.get("earlier_sha256", ()), figures["evaluation"]["sha256"], brain["sha256"]]))


def _publish(docs: Path, figures: dict[str, Any], brain: Path, **pictures: Figure | None) -> Path:
    """Puts a brain into the game with what its evaluation found, and writes its card; returns the card.

    Args:
        docs: the folder of cards.
        figures: of the card, but for the installed file's hash and size.
        brain: the file.
        pictures: for the card beside the one of its evaluation, by what they show.
    """
    name, report = figures["name"], figures["evaluation"]
    installed = install_brain(brain, name, {"task": figures["brain"]["task"], **_carried(report)})
    figures["brain"] |= {"sha256": sha256(installed.read_bytes()).hexdigest(), "bytes": installed.stat().st_size}
    several = len(report["mujoco"]) > 1  # a curve of one point says nothing that the table does not
    for what, picture in {**pictures, "difficulty": draw_difficulty(report) if several else None}.items():
        if picture is not None:
            save_picture(picture, docs / f"{name}-{what}.png")
    if not several:
        (docs / f"{name}-difficulty.png").unlink(missing_ok=True)
    write_text(docs / f"{name}.json", json.dumps(figures, indent=2) + "\n")
    write_card(docs, name)
    write_index(docs)
    return docs / f"{name}.md"


def write_card(docs: Path, name: str) -> None:
    """Writes ``NAME.md`` from ``NAME.json``, the pictures beside it, what seeds learned from nothing, and what the
    brain did on courses and starts that nobody had looked at before.
    """
    figures = read_json(docs / f"{name}.json")
    pictures = {path.name for path in docs.glob(f"{name}[.-]*") if path.suffix in (".png", ".gif")}
    fresh = read_fresh(docs, name, _hashes(figures))
    write_text(docs / f"{name}.md", card_text(figures, pictures, read_beginnings(docs, name), fresh))


def read_fresh(docs: Path, name: str, hashes: Sequence[str]) -> dict[str, Any] | None:
    """The report in ``fresh_seed/NAME.json``, of a seed that played no part in choosing the brain.

    Args:
        docs: the folder of cards.
        name: of the brain.
        hashes: the SHA-256 of its file, and of what the file was before it told of its last evaluation.

    Returns:
        the report; None without one, or if it is of the brain that had the name before.
    """
    path = docs / "fresh_seed" / f"{name}.json"
    report = read_object(path) if path.is_file() else {}
    return report if report.get("sha256") in hashes else None


def write_index(docs: Path) -> None:
    """Writes the folder's ``README.md``: all brains in one table."""
    write_text(docs / "README.md", index_text(_cards(docs)))


def _cards(docs: Path) -> list[dict[str, Any]]:
    """The figures of all cards in a folder, in which there may be other JSON files, such as reports."""
    return [one for one in map(read_json, sorted(docs.glob("*.json"))) if _is_card(one)]


def _is_card(figures: Any) -> TypeGuard[dict[str, Any]]:
    if not isinstance(figures, dict) or not {"name", "brain", "training", "evaluation", "seeds"} <= figures.keys():
        return False
    needed = {"brain": {"sha256"}, "training": set[str](), "evaluation": {"asked", "sha256", "mujoco"}}
    return all(isinstance(figures[part], dict) and keys <= figures[part].keys() for part, keys in needed.items())


def _facts(records: RunRecords, task: str) -> dict[str, Any]:
    """What a brain is made for; raises BrainError if it does not fit."""
    spec = task_of(records.brain, task)
    env = ClamberVectorEnv(spec, 1, seed=0)
    try:
        brain_for(records.brain, env)
        sizes = [block.size for block in env.layout if block.sensor == 0]
        return {
            "task": Path(task).stem,
            "task_description": spec.description,
            "behavior": spec.behavior_name,
            "body_description": env.body.description,
            "proprioception": sum(sizes),
            "terrain": sum(block.size for block in env.layout) - sum(sizes),
            "actions": env.measures.actions,
            "decisions_per_second": 1.0 / env.dt,
        }
    finally:
        env.close()


def _carried(report: dict[str, Any]) -> dict[str, str]:
    """What the brain in the game carries of its evaluation, and of which file that was."""
    told: dict[str, Any] = {
        engine: [
            {
                "difficulty": summary["difficulty"], "episodes": summary["episodes"],
                **{name: summary[name]["share"] for name in ("success", "fell")},
                **{name: summary[name]["mean"] for name in ("distance", "speed")},
            }
            for summary in report[engine]
        ]
        for engine in ENGINES if engine in report
    }  # fmt: skip
    if "gate" in report:
        told["physx_keeps"] = report["gate"]["share"]
    return {"evaluation": json.dumps(told), "evaluated_sha256": report["sha256"]}


def _training(records: RunRecords, docs: Path) -> dict[str, Any]:
    brain = (*records.begun_with, records)[0].begun_with_sha256
    trained = _sittings_of_brain(brain, docs)
    runs = [
        {"command": run.command, "seed": run.seed, "steps": run.steps, "seconds": round(run.seconds, 1)}
        for run in records.begun_with
    ]
    return {
        "command": records.command, "seed": records.seed, "steps": records.steps,
        "seconds": round(records.seconds, 1), "configuration": records.configuration, "begun_with": trained + runs,
        **({"brain": {"sha256": brain, "trained": trained}} if brain else {}),
    }  # fmt: skip


def _sittings_of_brain(digest: str, docs: Path) -> list[dict[str, Any]]:
    """How the brain with that SHA-256, which a run began with, was trained; nothing where no card tells it.

    Its card does, or the card of what it became: this one, when it is made again.
    """
    for card in _cards(docs) if digest else ():
        training = card["training"]
        if digest in _hashes(card):
            own = {name: training[name] for name in ("command", "seed", "steps", "seconds")}
            return [*training.get("begun_with", []), own]
        if training.get("brain", {}).get("sha256") == digest:
            return list(training["brain"]["trained"])
    return []


def _seed(records: RunRecords, report: dict[str, Any]) -> dict[str, Any]:
    """What one run of several is told by; its steps and time are those of the runs it began with too."""
    whole = (*records.begun_with, records)
    return {
        "seed": records.seed, "steps": sum(run.steps for run in whole), "seconds": sum(run.seconds for run in whole),
        "summaries": report["mujoco"],
    }  # fmt: skip


def _asked(report: dict[str, Any]) -> dict[str, Any]:
    """The settings with which a report was measured."""
    asked = report["asked"]
    return {
        "difficulties": tuple(asked["difficulties"]), "episodes": asked["episodes"], "seed": report["seed"],
        "seen": asked["seen"],
    }  # fmt: skip


def _read_report(path: Path, brain: Path, task: str) -> dict[str, Any]:
    """A report that ``clamber evaluate`` wrote of this very brain, on its task as it is."""
    try:
        report = read_json(path)
        measured = report["sha256"]
        report["mujoco"][0]["success"]["share"], report["task"], _asked(report)
    except (ValueError, KeyError, TypeError, IndexError):
        raise AssetError(f"{path}: not a report of `clamber evaluate --out` with figures from MuJoCo") from None
    if measured != sha256(brain.read_bytes()).hexdigest():
        raise AssetError(f"{path}: sha256: {measured} is of another brain than {brain}; evaluate this one")
    if Path(report["task"]).stem != Path(task).stem:
        raise AssetError(f"{path}: task: {report['task']} is not {task}, which the card is of; --task names another")
    for field, own in (("course", None), ("parameters", {}), ("physics_step", task_of(brain, task).physics_step)):
        if report.get(field, own) != own:
            raise AssetError(f"{path}: {field}: {report[field]} is not allowed; a card tells of the task as it is")
    if report["asked"]["seen"]:
        raise AssetError(f"{path}: course_seeds: those of training are not allowed; a card tells of unseen courses")
    return dict(report)
