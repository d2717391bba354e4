"""The .meta files: Unity's blocks, GUIDs that are the same everywhere, nothing overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from clamber.assets.content import content_folder
from clamber.assets.fields import AssetError
from clamber.assets.loading import SCRIPT_GUIDS, load_body, parse_body, save_body
from clamber.assets.meta_files import guid_of, meta_path, write_missing_meta, write_missing_metas


def project(root: Path) -> Path:
    """A project folder with one of everything."""
    folder = root / "Assets" / "Clamber"
    (folder / "Runtime").mkdir(parents=True)
    (folder / "Hidden~").mkdir()
    for name in (
        "Runtime/BodyAsset.cs",
        "Runtime/Clamber.asmdef",
        "Body.asset",
        "Readme.md",
        ".gitkeep",
        "Hidden~/x.cs",
    ):
        (folder / name).write_text("")
    return folder


def test_every_visible_file_and_folder_gets_unitys_block(tmp_path: Path) -> None:
    folder = project(tmp_path)
    write_missing_metas(folder, SCRIPT_GUIDS)
    found = {
        path.relative_to(tmp_path).as_posix(): yaml.safe_load(path.read_text()) for path in tmp_path.rglob("*.meta")
    }
    importers = {name: next(key for key in block if key.endswith("Importer")) for name, block in found.items()}
    assert importers == {
        "Assets/Clamber.meta": "DefaultImporter",
        "Assets/Clamber/Runtime.meta": "DefaultImporter",
        "Assets/Clamber/Runtime/BodyAsset.cs.meta": "MonoImporter",
        "Assets/Clamber/Runtime/Clamber.asmdef.meta": "AssemblyDefinitionImporter",
        "Assets/Clamber/Body.asset.meta": "NativeFormatImporter",
        "Assets/Clamber/Readme.md.meta": "TextScriptImporter",
    }
    assert found["Assets/Clamber/Runtime.meta"]["folderAsset"] is True
    assert found["Assets/Clamber/Body.asset.meta"]["NativeFormatImporter"]["mainObjectFileID"] == 11400000
    assert found["Assets/Clamber/Runtime/BodyAsset.cs.meta"]["guid"] == SCRIPT_GUIDS["Runtime/BodyAsset.cs"]
    assert len({block["guid"] for block in found.values()}) == len(found)


def test_guids_are_the_same_in_every_copy_of_the_project(tmp_path: Path) -> None:
    guids = []
    for copy in ("one", "two"):
        folder = project(tmp_path / copy)
        write_missing_metas(folder)
        guids.append({path.name: guid_of(path.with_suffix("")) for path in folder.rglob("*.meta")})
    assert guids[0] == guids[1]


def test_an_existing_meta_is_left_alone(tmp_path: Path) -> None:
    asset = tmp_path / "Body.asset"
    asset.write_text("")
    meta_path(asset).write_text("fileFormatVersion: 2\nguid: " + "a" * 32 + "\n")
    assert not write_missing_meta(asset)
    assert guid_of(asset) == "a" * 32


def test_a_meta_without_guid_is_told_in_one_line(tmp_path: Path) -> None:
    meta_path(tmp_path / "Body.asset").write_text("guid: 12\n")
    with pytest.raises(AssetError, match=r"Body\.asset\.meta: guid: missing; 32 digits of 0-9 and a-f are needed$"):
        guid_of(tmp_path / "Body.asset")


def test_all_content_has_metas_and_no_guid_is_used_twice() -> None:
    root = content_folder()
    visible = [path for path in root.rglob("*") if path.suffix != ".meta"]
    visible = [path for path in visible if not any(part.startswith(".") for part in path.relative_to(root).parts)]
    missing = [path.name for path in visible if not meta_path(path).is_file()]
    assert missing == []
    guids = [guid_of(path) for path in visible]
    assert len(set(guids)) == len(guids)


def test_no_two_assets_have_one_guid(tmp_path: Path) -> None:
    """Unity takes a GUID along when a file is renamed, and it follows from the file's first name."""
    path = tmp_path / "Assets" / "Clamber" / "Bodies" / "Robot.asset"
    body = load_body("Quadruped")
    save_body(body, path)
    first = guid_of(path)
    for file in (path, meta_path(path)):
        file.rename(file.with_name(file.name.replace("Robot", "Robot2")))
    save_body(body, path)
    assert guid_of(path) != first == guid_of(path.with_name("Robot2.asset"))


def test_what_unity_saves_at_a_limit_is_allowed(tmp_path: Path) -> None:
    """A designer who types 0 for a height of 0.01 m at least gets 0.01 in 32 bits, a little less than in 64."""
    path = tmp_path / "Assets" / "Clamber" / "Bodies" / "Robot.asset"
    save_body(load_body("Quadruped"), path)
    text = path.read_text()
    line = next(line for line in text.splitlines() if "m_StandingHeight" in line)
    assert parse_body(text.replace(line, "  m_StandingHeight: 0.01"), "X").standing_height == pytest.approx(0.01)
    with pytest.raises(AssetError, match=r"m_StandingHeight: 0\.0099 is not allowed; at least 0\.01 m"):
        parse_body(text.replace(line, "  m_StandingHeight: 0.0099"), "X")
