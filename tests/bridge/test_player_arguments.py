"""The player's command line, as mlagents and people write it."""

from __future__ import annotations

import pytest
from clamber.bridge.player.arguments import EDITOR_PORT, PlayerArguments, parse_arguments
from clamber.bridge.player.errors import PlayerError


def test_what_mlagents_passes_is_understood() -> None:
    said = parse_arguments(
        ["-nographics", "-batchmode", "--mlagents-port", "5006", "-logFile", "/x/Player-1.log", "--task", "Quadruped"]
    )
    assert (said.port, said.port_given, said.log_file, said.task) == (5006, True, "/x/Player-1.log", "Quadruped")
    assert said.ignored == ("-nographics", "-batchmode")


def test_without_arguments_the_editors_port_and_the_walker() -> None:
    assert parse_arguments([]) == PlayerArguments()
    assert (EDITOR_PORT, PlayerArguments().task, PlayerArguments().log_file) == (5004, "Walker", None)


def test_own_arguments_in_both_spellings() -> None:
    given = "--agents=64 --seed 7 --engine=physx --threads 2 --wait 0.5 --statistics off --course Hurdles"
    said = parse_arguments(given.split())
    assert (said.agents, said.seed, said.engine, said.threads) == (64, 7, "physx", 2)
    assert (said.wait, said.statistics, said.course) == (0.5, False, "Hurdles")


@pytest.mark.parametrize(
    ("arguments", "path"),
    [
        (["-logFile", "-"], None),
        (["-logfile", "here.log"], "here.log"),
        (["-logFile"], None),
        (["-logFile", "-batchmode"], None),
        (["-logFile", "-", "--agents", "3"], None),
    ],
)
def test_the_log_file_as_unity_reads_it(arguments: list[str], path: str | None) -> None:
    assert parse_arguments(arguments).log_file == path


def test_arguments_of_other_unity_builds_are_ignored() -> None:
    said = parse_arguments(["-screen-width", "84", "-force-glcore", "--agents", "2"])
    assert said.agents == 2
    assert said.ignored == ("-screen-width", "84", "-force-glcore")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--agent", "3"], "argument --agent: unknown; did you mean --agents?"),
        (["--zzz", "3"], "argument --zzz: unknown; there are --task, --agents"),
        (["--agents", "0"], "argument --agents: '0' is not allowed; a whole number from 1 to 65536"),
        (["--agents", "2.5"], "argument --agents: '2.5' is not allowed"),
        (["--agents"], "argument --agents: its value is missing"),
        (["--engine", "havok"], "argument --engine: 'havok' is not allowed; mujoco or physx"),
        (["--mlagents-port", "70000"], "argument --mlagents-port: '70000' is not allowed; a whole number from 1"),
        (["--seed", "-1"], "argument --seed: '-1' is not allowed"),
        (["--threads", "many"], "argument --threads: 'many' is not allowed"),
        (["--wait", "nan"], "argument --wait: 'nan' is not allowed"),
        (["--statistics", "maybe"], "argument --statistics: 'maybe' is not allowed; on or off"),
        (["--task="], "argument --task: its value is empty"),
        (["-agents", "64"], "argument -agents: unknown; did you mean --agents?"),
        (["--task", "Quadruped", "64"], "argument 64: not allowed here; arguments begin with --"),
    ],
)
def test_what_is_wrong_is_told_in_one_line(arguments: list[str], message: str) -> None:
    with pytest.raises(PlayerError) as error:
        parse_arguments(arguments)
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)
