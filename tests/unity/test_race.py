"""The race scene, played on the stand-in for Unity."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pytest
from clamber.assets.loading import load_body, load_course, load_task, task_body
from clamber.evaluation.brain import brain_metadata
from clamber.tasks.measures import measure

from tests.unity.mono import CONTENT, run
from tests.unity.records import numbers
from tests.unity.test_project import guids, objects

HEAD = "tasks=Quadruped Bittle Walker|courses=Gauntlet Flat|brains=1"
BEGIN = "begin=|racers={racers}|steered={steered}|seed=500123|difficulty=0.25"
COUNTDOWN_STEPS = 600
DEFAULT_KEYS = "WASD steer"


def play(
    lines: Iterable[str], racers: str = "Quadruped Bittle Walker", steered: int = -1, head: str = HEAD
) -> list[str]:
    """Begins a race and does one thing after the other; their answers, without that of the beginning."""
    problem, *answers = run("race", [head, BEGIN.format(racers=racers, steered=steered), *lines])
    assert problem == ""
    return answers


def test_eight_racers_side_by_side_on_the_same_course() -> None:
    _, answer = play(["steps=1", "lanes="], " ".join(["Quadruped"] * 8))
    lanes = np.array([numbers(lane) for lane in answer.split("|")])
    width = load_course("Gauntlet").width * load_body("Quadruped").leg_length
    assert lanes[:, 0] == pytest.approx(np.arange(8) * (width + 2.0), rel=1e-6)
    assert set(lanes[:, 3]) == {500123.0} and set(lanes[:, 4]) == {0.25}


def test_creatures_of_all_sizes_have_lanes_of_their_size_and_their_own_brains() -> None:
    _, answer = play(["steps=1", "lanes="])
    spec = load_course("Gauntlet")
    legs = [task_body(load_task(name)).leg_length for name in ("Quadruped", "Bittle", "Walker")]
    lanes = [numbers(lane) for lane in answer.split("|")]
    for lane, leg in zip(lanes, legs, strict=True):
        assert lane[1:3] == pytest.approx([spec.width * leg, spec.length * leg], rel=1e-6)
        # A brain drives it, whoever may be listening on the learner's port.
        assert lane[5:8] == [1.0, 2.0, 0.0]
    for right in (1, 2):
        half_widths = 0.5 * spec.width * (legs[right - 1] + legs[right])
        assert lanes[right][0] - lanes[right - 1][0] == pytest.approx(half_widths + 2.0, rel=1e-6)


def test_without_a_brain_a_creature_may_stand_where_it_is() -> None:
    head = HEAD.replace("brains=1", "brains=0")
    stuck = load_task("Quadruped").endings.stuck_seconds
    steps = round(3.0 * stuck / load_task("Quadruped").physics_step)
    lines = ["steps=604", "move=0 2 0 0.43", f"steps={steps}", "standings="]
    *_, answer = play(lines, "Quadruped", head=head)
    _, distance, falls, _ = numbers(answer.split("|")[2])
    assert falls == 0.0 and distance > 1.9


def test_without_a_brain_a_creature_is_moved_by_hand() -> None:
    head = HEAD.replace("brains=1", "brains=0")
    lines = ["steps=601", "lanes=", "command=1", "hold=RightBracket", "steps=4", "hold=UpArrow", "steps=100"]
    answers = play([*lines, "command=1", "command=0", "screen="], steered=1, head=head)
    lanes = [numbers(lane) for lane in answers[1].split("|")]
    assert [lane[5:8] for lane in lanes] == [[0.0, 1.0, 0.0], [0.0, 1.0, 1.0], [0.0, 1.0, 0.0]]
    assert set(numbers(answers[2])[3:]) == {0.0}
    moved = numbers(answers[-3])[3:]
    # 25 decisions of 0.02 s at one action per second, on the second axis.
    assert moved == pytest.approx([0.0, 0.5, *[0.0] * (len(moved) - 2)])
    assert set(numbers(answers[-2])[3:]) == {0.0}
    assert any(f"neutral: {load_body('Bittle').axes[1].name}" in text for text in answers[-1].split("|"))


def test_keys_that_fly_the_free_camera_move_no_joint() -> None:
    head = HEAD.replace("brains=1", "brains=0")
    flown = ["steps=601", "keys=C", "keys=C", "hold=UpArrow", "steps=100", "command=0", "screen="]
    answers = play([*flown, "keys=C", "steps=100", "command=0"], "Bittle", steered=0, head=head)
    assert set(numbers(answers[5])[3:]) == {0.0}
    assert not any("neutral: " in text for text in answers[6].split("|"))
    # Followed again it moves on.
    assert numbers(answers[-1])[3] == pytest.approx(0.5)


def test_without_a_brain_the_runners_muscles_are_moved_by_hand() -> None:
    muscles = load_body("Runner").muscles
    lines = ["steps=601", *["hold=LeftBracket", "steps=2", "hold=", "steps=2"] * 2, "hold=UpArrow", "steps=50"]
    answers = play([*lines, "command=0", "screen="], "Runner", steered=0, head="tasks=Runner|courses=Flat|brains=0")
    told = numbers(answers[-2])[3:]
    # A second to the last but one, and only there; relaxed is -1.
    assert told == pytest.approx([-1.0] * 16 + [-0.75, -1.0], abs=0.03)
    assert any(text.endswith(f"neutral: {muscles[-2].name}") for text in answers[-1].split("|"))


def test_a_race_leaves_nothing_behind() -> None:
    answers = play(["steps=1", "left=", *["keys=R", "steps=1"] * 3, "left="], "Quadruped Walker")
    assert answers[1] == answers[-1] and min(numbers(answers[1])) > 0.0


def test_the_start_waits_for_the_countdown() -> None:
    answers = play([f"steps={COUNTDOWN_STEPS - 2}", "standings=", "screen=", "steps=1", "steps=200", "standings="])
    assert answers[0] == "Countdown" and numbers(answers[1].split("|")[1]) == [0.0]
    assert "1" in answers[2].split("|")
    assert answers[3] == "Countdown" and answers[4] == "Running"
    assert numbers(answers[5].split("|")[1]) == pytest.approx([0.995])


@pytest.mark.parametrize("name", ["Runner", "Quadruped", "PlanarHurdles"])
def test_a_racer_is_held_in_its_start_pose_until_the_start(name: str) -> None:
    """Muscles at rest would let it fall in the countdown, and who stands still for so long is stuck elsewhere."""
    head = HEAD.replace("Walker", "Runner PlanarHurdles")
    lines = ["steps=1", "lanes=", "brain=0", "move=0 0.5 0 0.01", f"steps={COUNTDOWN_STEPS - 4}", "lanes="]
    answers = play([*lines, "decisions=", "steps=8", "standings=", "decisions="], name, head=head)
    start, held = (numbers(answers[index])[8:] for index in (1, 5))
    assert held == pytest.approx(start, abs=1e-6)
    assert numbers(answers[6]) == [0.0]
    assert numbers(answers[8].split("|")[2])[2] == 0.0 and numbers(answers[9])[0] > 0.0


def test_a_brain_waits_for_the_start_and_rests_after_the_finish() -> None:
    length = load_course("Gauntlet").length * load_body("Quadruped").leg_length
    lines = ["steps=1", "brain=0", f"steps={COUNTDOWN_STEPS - 9}", "drives=0", "steps=20", "drives=0"]
    answers = play([*lines, f"move=0 {length + 0.1} 0 0.43", "steps=8", "drives=0"], "Quadruped")
    neutral = pytest.approx([axis.neutral_deg for axis in load_body("Quadruped").axes], abs=1e-3)
    assert numbers(answers[3]) == neutral
    assert numbers(answers[5]) != neutral
    assert numbers(answers[8]) == neutral


@pytest.mark.parametrize("repeat", [1, 4])
def test_a_brain_decides_as_often_as_in_its_training(repeat: int) -> None:
    head = HEAD.replace("brains=1", f"brains={repeat}")
    lines = [f"steps={COUNTDOWN_STEPS + 20}", "brain=0", "steps=320", "decisions="]
    *_, answer = play(lines, "Quadruped", head=head)
    assert numbers(answer) == [320 / load_task("Quadruped").decision_steps / repeat]


def test_a_stick_steers_one_racer_and_no_other() -> None:
    lines = ["steps=601", "command=1", "hold=W D", *["keys="] * 300, "steps=8", "command=1", "command=0"]
    answers = play(lines, steered=1)
    cruise = load_task("Bittle").command.target_speed[0]
    assert numbers(answers[1])[:3] == pytest.approx([cruise, 1.0, 0.0])
    # W: one and a half times as fast; D: 30 degrees to the right, which is a negative angle.
    assert numbers(answers[-2])[:3] == pytest.approx([1.5 * cruise, np.sqrt(0.75), -0.5])
    assert numbers(answers[-1])[:3] == pytest.approx([load_task("Quadruped").command.target_speed[0], 1.0, 0.0])


def test_a_planar_creature_is_not_asked_to_turn() -> None:
    head = HEAD.replace("Walker", "PlanarHurdles")
    lines = ["steps=601", "hold=W D", *["keys="] * 300, "steps=8", "command=0"]
    *_, answer = play(lines, "PlanarHurdles", steered=0, head=head)
    cruise = load_task("PlanarHurdles").command.target_speed[0]
    assert numbers(answer)[:3] == pytest.approx([1.5 * cruise, 1.0, 0.0])


def test_a_gamepad_steers_as_well() -> None:
    lines = ["steps=601", "stick=Move Y,-1", "stick=Move X,-0.5", *["keys="] * 300, "steps=8", "command=0"]
    *_, answer = play(lines, "Quadruped", steered=0)
    # Pulled back it stands; half to the left is 15 degrees.
    assert numbers(answer)[:3] == pytest.approx([0.0, np.cos(np.pi / 12), np.sin(np.pi / 12)], abs=1e-6)
    begun = ["keys=C", "steps=601", "stick=Look X,1", *["camera="] * 60]
    first, *_, last = (numbers(camera.split("|")[2]) for camera in play(begun, "Quadruped")[2:] if camera)
    # The right stick turns the camera to the right: from beside the lane towards where the creature goes.
    assert first[0] < -0.9 and last[2] > 0.5


def test_a_gamepads_sticks_are_set_up() -> None:
    settings = objects(CONTENT.parents[1] / "ProjectSettings" / "InputManager.asset")
    [(_, fields)] = settings.values()
    sticks = {axis["m_Name"]: axis for axis in fields["m_Axes"]}
    source = (CONTENT / "Runtime" / "PlayerInput.cs").read_text()
    for name in ("Move X", "Move Y", "Look X", "Look Y", "Mouse X", "Mouse Y"):
        assert f'"{name}"' in source
        assert sticks[name]["type"] == ("1" if name.startswith("Mouse") else "2")
    assert source.count("Input.GetAxisRaw(") == 5 and set(sticks) == {
        "Move X", "Move Y", "Look X", "Look Y", "Mouse X", "Mouse Y",
    }  # fmt: skip
    # A stick's y axis counts downwards.
    assert [sticks[name]["invert"] for name in ("Move X", "Move Y", "Look X", "Look Y")] == ["0", "1", "0", "1"]


def test_places_distances_and_the_finish() -> None:
    answers = play(["steps=604", "move=2 12 0 1.05", "move=0 2 0 0.43", "steps=200", "standings=", "screen="])
    phase, _, *racers = answers[4].split("|")
    found = np.array([numbers(racer) for racer in racers])
    assert phase == "Running"
    assert found[:, 0].tolist() == [2.0, 3.0, 1.0]
    assert found[:, 1] == pytest.approx([2.0, 0.0, 12.0])
    shown = answers[5].split("|")
    assert shown.index("3 Humanoid") < shown.index("1 Quadruped") < shown.index("2 Bittle")
    assert {"1st", "12.0 m", "2nd", "3rd"} <= set(shown)


def test_who_crosses_the_finish_rests_beyond_it_and_the_race_ends_with_the_last() -> None:
    length = load_course("Gauntlet").length * load_body("Quadruped").leg_length
    lines = ["steps=801", f"move=0 {length + 0.1} 0 0.43", "steps=8", "standings=", "steps=20", "lanes="]
    more = [f"move=1 {length + 0.1} 0 0.43", "steps=8", "standings=", "screen=", "click=Menu", "screen="]
    answers = play([*lines, *more], "Quadruped Quadruped")
    first = [numbers(part) for part in answers[3].split("|")[2:]]
    assert first[0][:3] == pytest.approx([1.0, length, 0.0]) and first[1][0] == 2.0
    assert 1.0 < first[0][3] < 1.1
    lanes = [numbers(lane) for lane in answers[5].split("|")]
    assert lanes[0][8] == pytest.approx(length + 1.5 * load_body("Quadruped").leg_length, abs=1e-3)
    phase, _, one, other = answers[8].split("|")
    assert phase == "Over" and numbers(one)[3] == first[0][3] < numbers(other)[3]
    shown = answers[9].split("|")
    assert "Result" in shown and "New seed" in shown
    assert any(text.startswith("1st   1 Quadruped   0:01.0   0 falls") for text in shown)
    assert "Race" in answers[11].split("|")


def test_what_is_done_after_the_result_does_not_change_it() -> None:
    """Three minutes are over, and the creatures go on in the picture: one falls, one arrives."""
    length = load_course("Gauntlet").length * load_body("Quadruped").leg_length
    late = ["move=0 7 0 0.01", f"move=1 {length + 0.1} 0 0.43", "steps=40", "standings="]
    answers = play(["steps=36604", "standings=", *late], "Quadruped Quadruped")
    assert answers[1].split("|")[0] == "Over"
    assert answers[5] == answers[1]


def test_who_falls_goes_on_at_the_last_checkpoint() -> None:
    lines = ["steps=604", "move=0 7 0 0.43", "steps=12", "move=0 6.5 0 0.01", "steps=12", "standings=", "steps=8"]
    answers = play([*lines, "lanes=", "screen="], "Quadruped")
    assert numbers(answers[5].split("|")[2])[2] == 1.0
    [lane] = [numbers(part) for part in answers[7].split("|")]
    assert 0.0 < lane[8] < 7.0
    assert "1 fall" in answers[8].split("|")


def test_a_boulder_flies_from_the_camera_at_the_watched_racer() -> None:
    answers = play(["steps=601", "camera=", "boulders=", "keys=Space", "boulders="], "Bittle")
    assert answers[2] == ""
    [mass, diameter, *rest] = numbers(answers[4])
    body = load_body("Bittle")
    assert mass == pytest.approx(0.1 * measure(body).mass, rel=1e-5)
    assert diameter == pytest.approx(0.3 * body.leg_length, rel=1e-5)
    assert rest[:3] == pytest.approx(numbers(answers[1].split("|")[1]))
    # Forward, which is Unity's z.
    assert rest[5] > 1.0


def test_the_pool_of_boulders_is_reused_and_a_new_race_is_without_them() -> None:
    answers = play(["steps=601", "camera=", *["keys=Space"] * 40, "boulders=", "keys=R", "boulders="], "Bittle")
    assert len(answers[-3].split("|")) == 24
    assert answers[-1] == ""


def test_cameras_follow_watch_from_the_side_and_fly() -> None:
    lines = ["steps=601", "camera=", "keys=C", "camera=", "keys=C", "hold=W", "keys=", *["camera="] * 60, "command=0"]
    answers = play(lines, "Quadruped", steered=0)
    follow, side, free = (answers[index].split("|") for index in (1, 3, -2))
    assert [follow[0], side[0], free[0]] == ["Follow", "Side", "Free"]
    # Behind is Unity's -z, to the right its +x.
    assert numbers(follow[1])[2] < -1.0 and numbers(follow[2])[2] > 0.8
    assert numbers(side[1])[0] > 1.0 and numbers(side[2])[0] < -0.8
    # The free one flies on in the direction it looked, towards Unity's -x.
    assert numbers(free[1])[0] < numbers(side[1])[0] - 2.0
    # And the creature does not take the keys that fly it.
    cruise = load_task("Quadruped").command.target_speed[0]
    assert numbers(answers[-1])[:3] == pytest.approx([cruise, 1.0, 0.0])


def test_the_mouse_turns_the_camera_as_far_however_long_frames_are() -> None:
    turned = []
    for seconds in (1 / 144, 1 / 20):
        lines = ["steps=1", f"frame={seconds}", *["camera="] * 9, "stick=Mouse X,10", "camera=", "mouse=1", "camera="]
        *_, before, _, after = (answer.split("|")[-1] for answer in play(lines, "Quadruped"))
        turned.append([numbers(before), numbers(after)])
    assert turned[0] == pytest.approx(np.array(turned[1]), abs=1e-5)
    assert turned[0][1][0] > turned[0][0][0] + 0.1


def test_racers_are_told_apart_by_colours_and_by_numbers_over_them() -> None:
    answers = play(["steps=1", "camera=", "looks=", "numbers="], " ".join(["Bittle"] * 8))
    looks = [tuple(numbers(look)) for look in answers[2].split("|")]
    assert len(set(looks)) == 8
    places = {label.split()[0]: numbers(label.split(maxsplit=1)[1]) for label in answers[3].split("|")[:8]}
    assert list(places) == [str(number) for number in range(1, 9)]
    # The camera watches the first, which is in the middle of a screen of 1280 x 720; the others are to its right.
    assert places["1"][0] == pytest.approx(640.0, abs=1.0) and 200.0 < places["1"][1] < 360.0
    assert sorted(place[0] for place in places.values()) == [place[0] for place in places.values()]


def test_slow_motion_pause_next_racer_and_a_new_seed() -> None:
    lines = ["steps=1", "lanes=", "keys=", "keys=T", "keys=P", "keys=P", "keys=Tab", "keys=R", "steps=1", "lanes="]
    answers = play(lines)
    times = [numbers(answer) for answer in answers[2:7]]
    assert [time[0] for time in times] == [1.0, 0.25, 0.0, 0.25, 0.25]
    assert [time[1] for time in times] == [0.0, 0.0, 1.0, 0.0, 0.0]
    assert [time[2] for time in times] == [0.0, 0.0, 0.0, 0.0, 1.0]
    seeds = [{numbers(lane)[3] for lane in answers[index].split("|")} for index in (1, 9)]
    assert len(seeds[0]) == len(seeds[1]) == 1 and seeds[0] != seeds[1]


def test_the_menu_chooses_racers_courses_brains_and_whom_to_steer() -> None:
    clicks = ["more", "more", ">[2]", ">[5]", ">[6]", "steer[1]", "fewer", "another", "Race"]
    answers = run("race", [HEAD, "screen=", *[f"click={name}" for name in clicks], "screen=", "steps=1", "lanes="])
    before, after = answers[0].split("|"), answers[8].split("|")
    assert before.count("steer") == 1 and "Gauntlet" in before and "50%" in before
    assert after.count("steer") == 1 and after.count("yours") == 1
    assert {"Quadruped", "Bittle"} <= set(after)
    assert DEFAULT_KEYS in answers[-3]
    lanes = [numbers(lane) for lane in answers[-1].split("|")]
    assert len(lanes) == 2 and lanes[1][1] != lanes[0][1]


def test_the_menu_begins_by_key_or_button() -> None:
    for key in ("Return", "JoystickButton7"):
        screens = run("race", [HEAD, "keys=", "screen=", f"keys={key}", "screen="])[1::2]
        assert [DEFAULT_KEYS in screen for screen in screens] == [False, True]


def test_what_is_wrong_is_said_in_the_menu() -> None:
    bad = BEGIN.format(racers="Quadruped", steered=-1).replace("500123", "abc")
    problem, screen = run("race", [HEAD, bad, "screen="])
    assert problem == 'Seed: "abc" is not allowed; a whole number from 0 to 18446744073709551615'
    assert problem in screen.split("|") and "Race" in screen.split("|")
    empty = "Race: m_Courses: the list is empty; at least one course is needed"
    [screen] = run("race", [HEAD.replace("Gauntlet Flat", ""), "screen="])
    assert empty in screen.split("|") and "Race" not in screen.split("|")


def test_the_race_scene_offers_every_task_and_every_course() -> None:
    scene = objects(CONTENT / "Scenes" / "Race.unity")
    [race] = [fields for _, fields in scene.values() if "m_Courses" in fields]
    for name, folder in (("m_Tasks", "Tasks"), ("m_Courses", "Courses")):
        offered = sorted(guids()[reference["guid"]].stem for reference in race[name])
        there = sorted(path.stem for path in (CONTENT / folder).glob("*.asset"))
        assert offered == there, f"Scenes/Race.unity: {name} of the Race must list everything in {folder}"
    for brain in race["m_Brains"]:
        assert guids()[brain["m_Task"]["guid"]].parent.name == "Tasks"
        told = brain_metadata(guids()[brain["m_Model"]["guid"]])
        assert brain["m_ActionRepeat"] == told.get("action_repeat", "1")
    offered = sorted(guids()[brain["m_Model"]["guid"]].name for brain in race["m_Brains"])
    there = sorted(path.name for path in (CONTENT / "Brains").glob("*.onnx"))
    assert offered == there, "Scenes/Race.unity: m_Brains of the Race must list every brain (clamber deploy does it)"


def test_a_build_begins_with_training_and_has_the_race() -> None:
    [(_, fields)] = objects(CONTENT.parents[1] / "ProjectSettings" / "EditorBuildSettings.asset").values()
    assert [scene["path"].split("/")[-1] for scene in fields["m_Scenes"]] == ["Training.unity", "Race.unity"]


def test_the_game_leaves_the_conversion_of_frames_to_frames() -> None:
    for script in (CONTENT / "Game").rglob("*.cs"):
        assert not re.search(r"new (Vector3|Quaternion)\([^)]*\.[XYZW]\b", script.read_text()), script


def test_only_player_input_reads_keys() -> None:
    readers = [path.name for path in CONTENT.rglob("*.cs") if re.search(r"\bInput\.Get", path.read_text())]
    assert readers == ["PlayerInput.cs"]
