"""Building players from the editor's menu and from the command line."""

from __future__ import annotations

import pytest

from tests.unity.mono import run

SERVER = "StandaloneLinux64|Standalone|1|/somewhere/builds/linux-server/Clamber.x86_64|Assets/On.unity"


def test_a_server_for_training() -> None:
    arguments = ("-batchmode", "-clamberTarget", "linux-server")
    assert run("builds", ["Succeeded"], arguments=arguments) == ["0", "", SERVER]


def test_a_failed_build_fails() -> None:
    code, errors, *asked = run("builds", ["Failed"], arguments=("-clamberTarget", "linux-server"))
    assert (code, asked) == ("1", [SERVER])
    assert errors == "Clamber: linux-server was not built (Failed, 1 errors); the lines above say why"


def test_a_build_without_a_report_fails_in_one_line() -> None:
    code, errors, *asked = run("builds", ["no report"], arguments=("-clamberTarget", "linux-server"))
    assert (code, asked) == ("1", [SERVER])
    assert errors == "Clamber: linux-server was not built; the lines above say why"


@pytest.mark.parametrize("outcome", ["Succeeded", "Failed", "no report"])
def test_building_a_server_leaves_the_editor_in_player_mode(outcome: str) -> None:
    *_, left = run("builds", [outcome, "subtarget"], arguments=("-clamberTarget", "linux-server"))
    assert left == "Player"


def test_a_page_has_no_subtarget() -> None:
    *_, asked = run("builds", ["Succeeded"], arguments=("-clamberTarget", "web"))
    assert asked.split("|")[:3] == ["WebGL", "WebGL", "0"]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (
            ("-clamberTarget", "amiga"),
            "Clamber: -clamberTarget: amiga is not allowed; one of linux-server, linux, windows, macos, web",
        ),
        (("-clamberTarget",), "Clamber: -clamberTarget: missing; the name of a target is needed after it"),
        ((), "Clamber: -clamberTarget: missing; the name of a target is needed after it"),
    ],
)
def test_bad_targets_are_one_line(arguments: tuple[str, ...], error: str) -> None:
    assert run("builds", ["Succeeded"], arguments=arguments) == ["1", error]


def test_every_menu_item_builds_where_mlagents_looks() -> None:
    _, errors, *asked = run("builds", ["menu"])
    assert errors == ""
    places = {build.split("|")[3].removeprefix("/somewhere/builds/"): build.split("|")[0] for build in asked}
    assert places == {
        "linux-server/Clamber.x86_64": "StandaloneLinux64",
        "linux/Clamber.x86_64": "StandaloneLinux64",
        "windows/Clamber.exe": "StandaloneWindows64",
        "macos/Clamber.app": "StandaloneOSX",
        "web/Clamber": "WebGL",
    }
