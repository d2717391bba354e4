"""``clamber new-task``: a task like another one, for another body or course, and a configuration that trains it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import yaml
from rich.console import Console

from clamber.assets.content import asset_path, content_folder, find, is_packaged, reference_to
from clamber.assets.fields import AssetError
from clamber.assets.files import read_text, write_text
from clamber.assets.loading import TASK, load_task, save_task, task_body
from clamber.assets.task_lists import offer_task
from clamber.learning.configuration import CONFIGURATIONS, check_configuration, read_configuration
from clamber.tasks.content import on_course, read_task
from clamber.tasks.senses import observation_layout

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def new_task(name: str, like: str, body: str = "", course: str = "") -> tuple[Path, Path]:
    """Writes ``Tasks/NAME.asset``, with the observations of its body, and ``trainer_configs/NAME.yaml``, and lists the
    task among those that can be trained and raced in Unity.

    Args:
        name: of the task and of its behavior.
        like: the task of the content that it takes all else from.
        body: the body, by name or file; empty: that task's.
        course: the course, by name or file; empty: that task's.

    Returns:
        the two files written.

    Raises:
        AssetError: one line: the name is taken or not allowed; there is no such task, body or course; they do not go
            together; no configuration trains that task; the content is an installed package's. Nothing is
            written then. Or one of Unity's scenes has no list of tasks, of which task and configuration know nothing.
    """
    if not _NAME.fullmatch(name):
        raise AssetError(f"name: {name!r} is not allowed; letters and digits, a letter first, as QuadrupedFlat")
    if is_packaged(content_folder()):
        raise AssetError("the content is the installed package's, which the next installation replaces; set "
                         "CLAMBER_CONTENT to the content folder of a project of yours")  # fmt: skip
    asset = asset_path(name, TASK.folder)
    configuration = CONFIGURATIONS / f"{'_'.join(_WORD.findall(name)).lower()}.yaml"
    for path in (asset, configuration):
        if path.exists():
            raise AssetError(f"{path}: is there already; choose another name, or remove it")
    task = replace(on_course(load_task(like), course), behavior_name=name)
    if body:
        task = replace(task, body=reference_to(find(body, "Bodies", "body")))
    changes = [f"the {word} {Path(other).stem}" for word, other in (("body", body), ("course", course)) if other]
    task = replace(task, description=f"As {like}{' with ' if changes else ''}{' and '.join(changes)}.")
    task = replace(task, observations=observation_layout(task, task_body(task)))
    read_task(task)
    source = _configuration_of(like)
    text = _rewritten(source, like, name, configuration, keeps_course=not course)
    save_task(task, asset)
    write_text(configuration, text)
    offer_task(content_folder() / "Scenes", asset)
    console = Console(highlight=False, soft_wrap=True)
    console.print(f"{asset}: {task.description}", markup=False)
    console.print(f"{configuration}: as {source.as_posix()}; clamber train {configuration.as_posix()}", markup=False)
    return asset, configuration


def _configuration_of(task: str) -> Path:
    """The configuration that trains a task with Clamber's learner; of several the one with the shortest name.

    Raises:
        AssetError: one line, if there is none.
    """
    found = []
    for path in CONFIGURATIONS.glob("*.yaml"):
        try:
            read = read_configuration(path)
        except AssetError:  # of stock trainers, with settings that are not ours to judge
            continue
        kind = read.document["behaviors"][read.trainer.behavior].get("trainer_type")
        if kind == "clamber" and read.environment.task == task:
            found.append(path)
    if not found:
        raise AssetError(f"{CONFIGURATIONS.as_posix()}: none of its configurations trains {task} with trainer_type: "
                         "clamber; new tasks are made in the project's folder")  # fmt: skip
    return min(found, key=lambda path: (len(path.name), path.name))


def _rewritten(source: Path, like: str, name: str, target: Path, keeps_course: bool) -> str:
    """The text of a configuration, comments and all, for the task of another name.

    Raises:
        AssetError: one line, if it is laid out in a way that this does not know.
    """
    text = read_text(source, str(source))
    behavior = read_configuration(source).trainer.behavior
    heading = (
        f"# {name} is trained as {source.as_posix()} trains {like}:\n"
        f"#     clamber train {target.as_posix()}\n"
        f"#     mlagents-learn {target.as_posix()}      over the bridge\n\n"
    )
    text = heading + re.sub(r"\A(?:#.*\n)*\n*", "", text)
    text = re.sub(rf"^  {behavior}:$", f"  {name}:", text, flags=re.MULTILINE)
    text = re.sub(rf"\bbehavior: {behavior}\b", f"behavior: {name}", text)
    text = text.replace(f'"--task", "{like}"', f'"--task", "{name}"')
    if not keeps_course:
        text = re.sub(r', "--course", "[^"]*"', "", text)
    text = re.sub(r"^  run_id: .*$", f"  run_id: {target.stem}", text, flags=re.MULTILINE)
    text = re.sub(r"^ +(initialize_from|init_path): .*\n", "", text, flags=re.MULTILINE)  # a run of the other task
    read = check_configuration(yaml.safe_load(text), str(source))
    made = (read.trainer.behavior, read.environment.task, read.run_id)
    begins = read.initialize_from or read.trainer.init_path
    if made != (name, name, target.stem) or begins or (read.environment.course and not keeps_course):
        raise AssetError(f"{source}: cannot be copied for {name}: behaviors, env_args and run_id are laid out as in no "
                         "file of the project's own; copy it by hand")  # fmt: skip
    return text
