"""The Unity project as a whole: what the editor would complain about on opening it."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any, get_type_hints

import pytest
import yaml
from clamber.assets.body import Axis, BodySpec, Link, MomentArm, Muscle, Shape
from clamber.assets.course import CourseSpec
from clamber.assets.loading import load_task
from clamber.assets.task import Command, Endings, Randomisation, Stamina, TaskSpec

from tests.unity.mono import CONTENT, PROJECT, run

ASSETS = PROJECT / "Assets"
SETTINGS = PROJECT / "ProjectSettings"
TEXT_ASSETS = (".asset", ".unity", ".prefab", ".mat")
#: Resources inside the editor itself.
BUILT_IN = {"0000000000000000e000000000000000", "0000000000000000f000000000000000"}
#: Assemblies of com.unity.ml-agents 4.1 and of com.unity.ai.inference, which it brings.
PACKAGES = ("Unity.ML-Agents", "Unity.InferenceEngine")
#: Assemblies of com.unity.test-framework.
TEST_RUNNER = ("UnityEngine.TestRunner", "UnityEditor.TestRunner")
#: Which assembly may refer to which.
ALLOWED = {
    "Clamber.Core": set(),
    "Clamber.Runtime": {"Clamber.Core", *PACKAGES},
    "Clamber.Game": {"Clamber.Core", "Clamber.Runtime", *PACKAGES},
    "Clamber.Editor": {"Clamber.Core", "Clamber.Runtime", *PACKAGES},
    "Clamber.EditMode": {"Clamber.Core", "Clamber.Runtime", "Clamber.Game", "Clamber.Editor", *PACKAGES, *TEST_RUNNER},
    "Clamber.PlayMode": {"Clamber.Core", "Clamber.Runtime", *PACKAGES, *TEST_RUNNER},
}
#: Specs that are assets of their own.
SAVED = ("BodySpec", "CourseSpec", "TaskSpec")
_GUID = re.compile(r"guid: ([0-9a-f]{32})")
_HEADER = re.compile(r"^--- !u!(\d+) &(-?\d+)( stripped)?$", re.MULTILINE)
#: A tooltip's pieces, and its field's name.
_TOOLTIP = re.compile(r'Tooltip\(\s*((?:"[^"]*"|[\s+])+)\)\]\s*(?:\[[^\]]*\]\s*)*[\w\[\]]+ m_(\w+)')
#: Fields that every script object has.
UNITY_FIELDS = {
    "m_ObjectHideFlags", "m_CorrespondingSourceObject", "m_PrefabInstance", "m_PrefabAsset", "m_GameObject",
    "m_Enabled", "m_EditorHideFlags", "m_Script", "m_Name", "m_EditorClassIdentifier",
}  # fmt: skip


def visible() -> list[Path]:
    """Every file and folder below Assets that Unity imports."""
    return [
        path
        for path in sorted(ASSETS.rglob("*"))
        if path.suffix != ".meta" and not any(part.startswith(".") for part in path.relative_to(ASSETS).parts)
    ]


def text_assets() -> list[Path]:
    """Every asset and scene in text form, and the settings that refer to assets."""
    return [path for path in visible() if path.suffix in TEXT_ASSETS] + [SETTINGS / "EditorBuildSettings.asset"]


@lru_cache(maxsize=1)
def guids() -> dict[str, Path]:
    """GUID -> what has it."""
    return {guid_in(path): path for path in visible()}


def guid_in(path: Path) -> str:
    """The GUID in the .meta file of an asset."""
    found = _GUID.search(path.with_name(path.name + ".meta").read_text())
    assert found is not None, path
    return found[1]


def objects(path: Path) -> dict[str, tuple[str, dict[str, Any]]]:
    """The objects of a text asset: fileID -> (type's name, fields); every scalar is text."""
    text = path.read_text()
    found = {}
    headers = list(_HEADER.finditer(text))
    for header, following in zip(headers, [*headers[1:], None], strict=True):
        body = text[header.end() : following.start() if following else len(text)]
        [(name, fields)] = yaml.load(body, Loader=yaml.BaseLoader).items()
        assert header[2] not in found, f"{path}: two objects have the fileID {header[2]}"
        found[header[2]] = (name, fields)
    return found


def references(value: Any) -> list[dict[str, str]]:
    """All references inside a value."""
    if isinstance(value, dict):
        inner = [reference for item in value.values() for reference in references(item)]
        return [value, *inner] if "fileID" in value else inner
    return [reference for item in value for reference in references(item)] if isinstance(value, list) else []


def test_everything_has_a_meta_file_and_no_meta_file_is_left_over() -> None:
    paths = visible()
    assert [str(path) for path in paths if not path.with_name(path.name + ".meta").is_file()] == []
    metas = set(ASSETS.rglob("*.meta"))
    assert metas == {path.with_name(path.name + ".meta") for path in paths}


def test_guids_are_unique() -> None:
    counted = Counter(guid_in(path) for path in visible())
    assert [guid for guid, count in counted.items() if count > 1] == []


@pytest.mark.parametrize("path", text_assets(), ids=lambda path: path.stem)
def test_references_lead_somewhere(path: Path) -> None:
    here = objects(path)
    for name, fields in here.values():
        for reference in references(fields):
            if "guid" in reference:
                assert reference["guid"] in guids() or reference["guid"] in BUILT_IN, f"{name}: {reference}"
            else:
                assert reference["fileID"] == "0" or reference["fileID"] in here, f"{name}: {reference}"


@lru_cache(maxsize=1)
def types() -> dict[str, tuple[str, dict[str, str]]]:
    """Class -> (kind, serialized field -> type), from the compiled assemblies."""
    found = {}
    for text in run("types"):
        name, kind, fields = text.split("|")
        found[name] = (kind, dict(field.split(":") for field in fields.split(",") if field))
    return found


def check_fields(fields: dict[str, Any], wanted: dict[str, str], where: str) -> None:
    """A group of fields has exactly those of its class, each of the right form, all the way down."""
    assert set(fields) - UNITY_FIELDS | set(fields) & set(wanted) == set(wanted), where
    for name, kind in wanted.items():
        check_value(fields[name], kind, f"{where}.{name}")


def check_value(value: Any, kind: str, where: str) -> None:
    """A value has the form of its type."""
    if kind.endswith("[]"):
        # Unity writes an empty list of anything as [].
        assert isinstance(value, list), where
        for index, item in enumerate(value):
            check_value(item, kind[:-2], f"{where}[{index}]")
    elif kind == "scalar":
        assert isinstance(value, str), where
    elif kind == "reference":
        assert "fileID" in value, where
    elif kind == "vector":
        assert {"x", "y"} <= set(value), where
    else:
        serializable, wanted = types()[kind]
        assert serializable == "Serializable", f"{where}: {kind} lacks [Serializable]"
        check_fields(value, wanted, where)


@pytest.mark.parametrize("path", text_assets()[:-1], ids=lambda path: path.stem)
def test_scripts_are_classes_of_that_name_with_those_fields(path: Path) -> None:
    for name, fields in objects(path).values():
        if name != "MonoBehaviour":
            continue
        script = guids()[fields["m_Script"]["guid"]]
        assert script.suffix == ".cs"
        kind, wanted = types()[script.stem]
        assert kind == ("MonoBehaviour" if path.suffix in (".unity", ".prefab") else "ScriptableObject"), script
        check_fields(fields, wanted, f"{path.name}: {script.stem}")


def test_script_files_are_named_after_their_classes() -> None:
    """Unity finds a script's class by the file's name."""
    for name, (kind, _) in types().items():
        if kind in ("MonoBehaviour", "ScriptableObject"):
            files = list(CONTENT.rglob(f"{name}.cs"))
            assert len(files) == 1 and re.search(rf"class {name}\b", files[0].read_text()), name


def assembly_definitions() -> dict[Path, dict[str, Any]]:
    """Every assembly definition of the project."""
    return {path: json.loads(path.read_text()) for path in sorted(ASSETS.rglob("*.asmdef"))}


def test_tooltips_tell_the_units_that_python_knows() -> None:
    """The inspector shows nothing else of a unit."""
    words = {"deg": "degrees", "optimal lengths/s": "optimal lengths per second"}
    for kind in (Shape, Link, Axis, MomentArm, Muscle, BodySpec, CourseSpec, Endings, Command, Randomisation,
                 Stamina, TaskSpec):  # fmt: skip
        name = f"{kind.__name__.removesuffix('Spec')}Asset" if kind.__name__ in SAVED else f"{kind.__name__}Data"
        [path] = (CONTENT / "Runtime").rglob(f"{name}.cs")
        told = {field: "".join(re.findall(r'"([^"]*)"', text)) for text, field in _TOOLTIP.findall(path.read_text())}
        for field, hint in get_type_hints(kind, include_extras=True).items():
            tooltip = told["".join(part.capitalize() for part in field.split("_"))]
            for limits in getattr(hint, "__metadata__", ()):
                unit = words.get(limits.unit, limits.unit)
                assert re.search(rf"\b{re.escape(unit)}(?![\w/])" if unit else "", tooltip), f"{name}.{field}: {unit}"


def test_assemblies_refer_in_one_direction_only() -> None:
    found = assembly_definitions()
    assert found
    for path, definition in found.items():
        assert definition["name"] == path.stem == f"Clamber.{path.parent.name}"
        assert set(definition["references"]) <= ALLOWED[definition["name"]], path
        known = {other["name"] for other in found.values()} | {*PACKAGES, *TEST_RUNNER}
        assert set(definition["references"]) <= known, path
        assert definition["noEngineReferences"] == (definition["name"] == "Clamber.Core")


def test_every_script_belongs_to_an_assembly_and_its_namespace() -> None:
    folders = {path.parent: definition["name"] for path, definition in assembly_definitions().items()}
    for script in ASSETS.rglob("*.cs"):
        owner = next(folders[folder] for folder in script.parents if folder in folders)
        assert re.findall(r"^namespace (\S+)", script.read_text(), re.MULTILINE) == [owner], script


def test_lines_are_no_longer_than_120_and_files_than_400() -> None:
    for folder in (ASSETS, Path(__file__).parent, Path(__file__).parents[1] / "unity_fakes"):
        for script in folder.rglob("*.cs"):
            lines = script.read_text().splitlines()
            assert len(lines) <= 400 and max(map(len, lines)) <= 120, script


def test_core_knows_no_engine() -> None:
    for script in (CONTENT / "Core").rglob("*.cs"):
        assert "UnityEngine" not in script.read_text() and "MLAgents" not in script.read_text(), script


def test_only_frames_converts_frames() -> None:
    """Nobody else makes a Unity vector or rotation of a Clamber one's parts."""
    for script in (CONTENT / "Runtime").rglob("*.cs"):
        if script.name != "Frames.cs":
            assert not re.search(r"new (Vector3|Quaternion)\([^)]*\.[XYZW]\b", script.read_text()), script


def test_build_scenes_are_present() -> None:
    [(_, fields)] = objects(SETTINGS / "EditorBuildSettings.asset").values()
    assert fields["m_Scenes"]
    for scene in fields["m_Scenes"]:
        assert guids()[scene["guid"]] == PROJECT / scene["path"]


def test_training_scene_offers_every_task() -> None:
    scene = objects(CONTENT / "Scenes" / "Training.unity")
    [area] = [fields for _, fields in scene.values() if "m_Tasks" in fields]
    offered = [guids()[reference["guid"]].stem for reference in area["m_Tasks"]]
    there = sorted(path.stem for path in (CONTENT / "Tasks").glob("*.asset"))
    assert sorted(offered) == there, "Scenes/Training.unity: m_Tasks of the Training Area must list every task"


def settings(name: str) -> dict[str, Any]:
    """The fields of one of the project's settings."""
    [(_, fields)] = objects(SETTINGS / f"{name}.asset").values()
    return fields


def test_versions() -> None:
    assert re.match(r"m_EditorVersion: 6000\.0\.\d+f\d+\n", (SETTINGS / "ProjectVersion.txt").read_text())
    packages = json.loads((PROJECT / "Packages" / "manifest.json").read_text())["dependencies"]
    assert packages["com.unity.ml-agents"].startswith("4.1.")


def test_time_step_is_that_of_the_tasks() -> None:
    step = settings("TimeManager")["Fixed Timestep"]
    seconds = int(step["m_Count"]) * int(step["m_Rate"]["m_Denominator"]) / int(step["m_Rate"]["m_Numerator"])
    assert seconds == pytest.approx(load_task("Walker").physics_step) == pytest.approx(0.005)


def test_solver_is_the_one_the_bodies_were_matched_with() -> None:
    """PGS, 8 position iterations and 1 velocity iteration: what the PhysX engine of the Python side uses."""
    source = (Path(__file__).parents[2] / "python/clamber/physics/sapien_lane.py").read_text()
    found = re.search(r"\nPOSITION_ITERATIONS, VELOCITY_ITERATIONS = (\d+), (\d+)", source)
    assert found is not None and "enable_tgs = False" in source
    physics = settings("DynamicsManager")
    assert physics["m_SolverType"] == "0"
    assert physics["m_DefaultSolverIterations"] == found[1]
    assert physics["m_DefaultSolverVelocityIterations"] == found[2]
    builder = (CONTENT / "Runtime/Bodies/ArticulationBuilder.cs").read_text()
    assert f"k_PositionIterations = {found[1]};" in builder and f"k_VelocityIterations = {found[2]};" in builder
    muscles = re.search(r"MUSCLE_POSITION_ITERATIONS = (\d+)", source)
    assert muscles is not None and f"k_MusclePositionIterations = {muscles[1]};" in builder


def test_layers_and_which_of_them_collide() -> None:
    source = (CONTENT / "Runtime" / "Layers.cs").read_text()
    layers = {name: int(number) for name, number in re.findall(r"const int (\w+) = (\d+);", source)}
    names = settings("TagManager")["layers"]
    assert {name: names.index(name) for name in layers} == layers
    words = re.findall("........", settings("DynamicsManager")["m_LayerCollisionMatrix"])
    rows = [int.from_bytes(bytes.fromhex(word), "little") for word in words]

    def collide(one: str, other: str) -> bool:
        there, back = rows[layers[one]] >> layers[other] & 1, rows[layers[other]] >> layers[one] & 1
        assert there == back
        return bool(there)

    assert len(rows) == 32
    assert collide("Course", "Creature") and collide("Course", "CreatureSelfColliding")
    assert collide("CreatureSelfColliding", "CreatureSelfColliding")
    assert not collide("Creature", "Creature") and not collide("Creature", "CreatureSelfColliding")
