"""The designer's table as a person uses it, in a real browser; everything is saved into a copy of the project."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from clamber.assets.loading import load_course
from clamber.assets.meta_files import guid_of
from playwright.sync_api import Locator, Page, expect

from tests.browser.pictures import assert_not_empty


def lay(page: Page, game: str, course: str) -> None:
    """Opens the table with a course on it, and waits for its pictures."""
    page.goto(f"{game}/?quality=low#designer?course={course}")
    expect(page.locator("#designer")).to_have_attribute("data-state", "ready")
    page.get_by_label("Creature", exact=True).select_option("Quadruped")
    page.wait_for_function("() => Number(document.querySelector('.d-desk').dataset.previews) > 1")


def picture(page: Page) -> str:
    """The strips' pixels."""
    drawn: str = page.locator(".d-strips-canvas").evaluate("canvas => canvas.toDataURL()")
    return drawn


def type_into(field: Locator, value: str) -> None:
    """Types a number and leaves the field."""
    field.fill(value)
    field.press("Enter")


def widest(page: Page) -> Locator:
    """The field with the greatest width of a gap at difficulty 1."""
    return page.get_by_label("width of Gaps, hard, to")


def test_a_course_is_changed_told_about_and_everything_undone(page: Page, game: str) -> None:
    lay(page, game, "Gaps")
    at_first = picture(page)
    told = page.locator(".d-words li")
    expect(page.locator(".d-state")).to_be_empty()
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_disabled()
    # A change is in the picture, and what is too much for the creature is said.
    type_into(widest(page), "2.5")
    expect(told).to_have_text(re.compile(r"^Gaps: a gap of 1\.\d+ m is longer than a Quadruped jumps \(0\.65 m\)"))
    expect(page.locator(".d-state")).to_have_text("not saved")
    page.wait_for_function("before => document.querySelector('.d-strips-canvas').toDataURL() !== before", arg=at_first)
    wide = picture(page)
    # A mistake is told in the words of loading, the picture stays, and saving waits.
    type_into(widest(page), "9")
    expect(told).to_have_text("Card 1 (Gaps), width, hard: 9 is not allowed; width of Gaps is 0.02 to 3 leg lengths")
    expect(page.locator(".d-knob.bad .d-knob-told")).to_contain_text("9 is not allowed")
    expect(page.get_by_role("button", name="Save", exact=True)).to_be_disabled()
    assert picture(page) == wide
    # Back by key, forth by key, back by button.
    page.keyboard.press("Control+z")
    expect(told).to_have_count(1)
    expect(told).to_contain_text("is longer than a Quadruped jumps")
    page.keyboard.press("Control+z")
    expect(told).to_have_count(0)
    expect(widest(page)).to_have_value("1")
    expect(page.locator(".d-state")).to_be_empty()
    page.wait_for_function("before => document.querySelector('.d-strips-canvas').toDataURL() === before", arg=at_first)
    page.keyboard.press("Control+Shift+z")
    expect(widest(page)).to_have_value("2.5")
    page.get_by_role("button", name="Undo (Ctrl+Z)").click()
    expect(widest(page)).to_have_value("1")


def test_a_dragged_slider_draws_as_it_goes_and_is_one_step_back(page: Page, game: str) -> None:
    lay(page, game, "Gaps")
    before = picture(page)
    thumb = page.get_by_label("width of Gaps, hard, greatest")
    box = thumb.bounding_box()
    assert box is not None
    # The slider is bent: a value lies at the square root of its share, between the thumbs' two outermost places.
    place = box["x"] + 9 + (box["width"] - 18) * float(np.sqrt((1.0 - 0.02) / (3.0 - 0.02)))
    page.mouse.move(place, box["y"] + box["height"] / 2)
    page.mouse.down()
    for step in (10, 20, 30):
        page.mouse.move(place + step, box["y"] + box["height"] / 2)
    page.wait_for_function("before => document.querySelector('.d-strips-canvas').toDataURL() !== before", arg=before)
    page.mouse.up()
    dragged = float(widest(page).input_value())
    assert dragged > 1.0 and dragged == round(dragged, 2)  # tidy, as in Unity's inspector
    page.keyboard.press("Control+z")
    expect(widest(page)).to_have_value("1")
    expect(page.get_by_role("button", name="Undo (Ctrl+Z)")).to_be_disabled()


def test_cards_are_added_moved_doubled_and_removed(page: Page, game: str) -> None:
    lay(page, game, "Gaps")
    titles = page.locator(".d-card-title")
    page.get_by_label("Kind of the new card").select_option("Stairs")
    page.get_by_role("button", name="Add card").click()
    expect(titles).to_have_text(["1. Gaps", "2. Stairs"])
    expect(page.locator(".d-share")).to_have_text(["50 %", "50 %"])
    page.get_by_role("button", name="Move Stairs up").click()
    expect(titles).to_have_text(["1. Stairs", "2. Gaps"])
    page.get_by_role("button", name="Duplicate Gaps").click()
    expect(titles).to_have_text(["1. Stairs", "2. Gaps", "3. Gaps"])
    type_into(page.get_by_label("Weight of Stairs, number"), "2")
    expect(page.locator(".d-share")).to_have_text(["50 %", "25 %", "25 %"])
    page.get_by_role("button", name="Remove Gaps").first.click()
    expect(titles).to_have_text(["1. Stairs", "2. Gaps"])
    page.get_by_label("Kind of Stairs").select_option("Slope")
    expect(titles).to_have_text(["1. Slope", "2. Gaps"])
    page.get_by_label("Make it like another course").select_option("Boulders")
    expect(titles).to_have_text(["1. Boulders"])
    for _ in range(7):
        page.keyboard.press("Control+z")
    expect(titles).to_have_text(["1. Gaps"])
    expect(page.locator(".d-state")).to_be_empty()


def test_seed_and_difficulty_turn_the_picture_and_the_creature_its_size(page: Page, game: str) -> None:
    lay(page, game, "Hurdles")
    seen = {picture(page)}
    for label, value in (("Seed, number", "12"), ("Difficulty, number", "1")):
        before = picture(page)
        type_into(page.get_by_label(label, exact=True), value)
        page.wait_for_function("one => document.querySelector('.d-strips-canvas').toDataURL() !== one", arg=before)
        seen.add(picture(page))
    before = picture(page)
    page.get_by_label("Creature", exact=True).select_option("Bittle")
    page.wait_for_function("one => document.querySelector('.d-strips-canvas').toDataURL() !== one", arg=before)
    seen.add(picture(page))
    assert len(seen) == 4
    assert_not_empty(page.locator(".d-strips-canvas"))
    assert_not_empty(page.locator(".d-world canvas"))


def test_saved_reloaded_saved_as_new_and_never_over_somebody_elses_change(
    page: Page, game: str, project: Path
) -> None:
    path = project / "Courses" / "Stairs.asset"
    old = path.read_text().splitlines()
    lay(page, game, "Stairs")
    rise = page.get_by_label("rise of Stairs, hard, to")
    type_into(rise, "0.3125")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".toast")).to_contain_text("Stairs is saved.")
    expect(page.locator(".d-state")).to_be_empty()
    new = path.read_text().splitlines()
    assert [line for line, before in zip(new, old, strict=True) if line != before] == [
        "      m_Hard: {x: 0.2, y: 0.3125}"
    ]
    page.reload()
    expect(rise).to_have_value("0.3125")
    # As new: a file of its own, which the lists know at once. A name that leads elsewhere is refused.
    page.get_by_role("button", name="Save as new").click()
    name = page.get_by_label("Name of the new course")
    expect(name).to_have_value("Stairs2")
    type_into(name, "../Evil")
    expect(page.get_by_role("alert")).to_contain_text("name '../Evil' is not allowed; a letter, then letters, digits")
    type_into(name, "Stairway")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_label("Course", exact=True).and_(page.locator("select"))).to_have_value("Stairway")
    stairway = project / "Courses" / "Stairway.asset"
    assert load_course(stairway) == load_course(path)
    assert guid_of(stairway) != guid_of(path)
    # Somebody else changes it meanwhile.
    type_into(rise, "0.25")
    theirs = stairway.read_text().replace("m_Length: ", "m_Length: 1")
    stairway.write_text(theirs)
    page.keyboard.press("Control+s")
    expect(page.locator(".toast.bad")).to_contain_text("Stairway.asset has changed on disk since it was loaded")
    assert stairway.read_text() == theirs
    expect(page.locator(".d-state")).to_have_text("not saved")
    assert not list(project.parent.rglob("Evil*"))
    page.get_by_role("button", name="Load it again from its file").click()
    expect(page.locator(".d-state")).to_be_empty()
    assert page.get_by_label("Length", exact=True).input_value() == f"{load_course(stairway).length:g}"
    # The race, too, has what was saved, and says what it has to leave out.
    broken = project / "Courses" / "Broken.asset"
    broken.write_text(theirs.replace("m_Length: 1", "m_Length: 99999"))
    page.get_by_role("tab", name="Race").click()
    expect(page.locator("#race .toast.bad")).to_contain_text("Broken")
    assert "Stairway" in page.locator("#race select").locator("option").all_text_contents()
    broken.unlink()


def test_courses_left_unsaved_are_asked_about(page: Page, game: str) -> None:
    """Also when another one, which is as it was, is on the table."""
    asks = "() => !dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    lay(page, game, "Gaps")
    course = page.get_by_label("Course", exact=True).and_(page.locator("select"))
    assert not page.evaluate(asks)
    widest(page).fill("2.5")
    assert page.evaluate(asks)  # still being typed
    widest(page).press("Enter")
    assert page.evaluate(asks)
    course.select_option("Hurdles")
    expect(page.locator(".toast")).to_contain_text("Gaps is not saved; undoing brings it back.")
    expect(page.locator(".d-state")).to_be_empty()
    assert page.evaluate(asks)
    # Undone as far as its file, nothing is left to ask about.
    for _ in range(2):
        page.get_by_role("button", name="Undo").click()
    expect(course).to_have_value("Gaps")
    assert not page.evaluate(asks)


def test_a_course_keeps_its_name_when_its_file_goes(page: Page, game: str, project: Path) -> None:
    path = project / "Courses" / "Gone.asset"
    path.write_text((project / "Courses" / "Gaps.asset").read_text().replace("m_Name: Gaps", "m_Name: Gone"))
    lay(page, game, "Gone")
    type_into(widest(page), "0.9")
    path.unlink()
    page.get_by_role("tab", name="Race").click()
    page.get_by_role("tab", name="Designer").click()
    page.wait_for_selector(".d-file option[value=Gone]", state="detached")  # the page knows
    page.get_by_role("button", name="Save as new").click()
    expect(page.get_by_label("Name of the new course")).to_have_value("Gone2")
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Load it again from its file").click()
    expect(page.locator(".toast.bad")).to_contain_text("Gone")


def test_an_emptied_field_shows_again_what_holds(page: Page, game: str) -> None:
    lay(page, game, "Gaps")
    page.get_by_text("The lane", exact=True).click()
    for field in (
        page.get_by_label("Weight of Gaps, number"), page.get_by_label("Length, number", exact=True), widest(page),
        page.get_by_label("Seed, number"), page.get_by_label("Difficulty, number"),
    ):  # fmt: skip
        before = field.input_value()
        assert before
        type_into(field, "")
        expect(field).to_have_value(before)
    expect(page.locator(".d-state")).to_be_empty()


def test_the_pin_stays_at_its_place_whatever_is_wrong_meanwhile(page: Page, game: str) -> None:
    lay(page, game, "Gaps")
    pin = page.get_by_label("Pin: where to look")
    for _ in range(2):
        pin.press("PageUp")
    place = "() => parseFloat(document.querySelector('.d-pin').style.left)"
    before = page.evaluate(place)
    assert before > 10.0
    type_into(widest(page), "9")
    expect(page.locator(".d-words li")).to_contain_text("9 is not allowed")
    page.get_by_label("Creature", exact=True).select_option("Bittle")
    type_into(widest(page), "1")
    expect(page.locator(".d-words li", has_text="9 is not allowed")).to_have_count(0)
    page.wait_for_function("() => !document.querySelector('.d-strips').classList.contains('stale')")
    assert abs(page.evaluate(place) - before) < 0.5


def test_what_is_being_typed_is_saved_and_saved_once(page: Page, game: str, project: Path) -> None:
    path = project / "Courses" / "Slope.asset"
    saves: list[str] = []
    page.on("request", lambda request: saves.append(request.url) if request.url.endswith("/save") else None)
    lay(page, game, "Slope")
    page.get_by_text("The lane", exact=True).click()
    words = page.get_by_label("Description")
    words.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("Up and away.")
    page.keyboard.down("Control")
    for _ in range(3):
        page.keyboard.down("s")  # held: what comes after the first repeats it
    page.keyboard.up("s")
    page.keyboard.up("Control")
    expect(page.locator(".toast")).to_have_text("Slope is saved.")
    expect(page.locator(".d-state")).to_be_empty()
    assert load_course(path).description == "Up and away."
    # Whoever was typing goes on; two presses while the first is under way ask once.
    expect(words).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type(" And down.")
    page.keyboard.press("Control+s")
    page.keyboard.press("Control+s")
    expect(page.locator(".d-state")).to_be_empty()
    page.wait_for_timeout(300)
    expect(page.locator(".toast.bad")).to_have_count(0)
    assert load_course(path).description == "Up and away. And down."
    assert len(saves) == 2


def test_undoing_is_the_fields_own_while_something_is_typed(page: Page, game: str) -> None:
    lay(page, game, "Gaps")
    type_into(widest(page), "0.9")
    page.get_by_text("The lane", exact=True).click()
    words = page.get_by_label("Description")
    before = words.input_value()
    words.click()
    page.keyboard.type("abc")
    assert words.input_value() != before
    page.keyboard.press("Control+z")
    expect(words).to_have_value(before)
    expect(widest(page)).to_have_value("0.9")
    page.get_by_role("button", name="Save as new").click()
    page.get_by_label("Name of the new course").press("Control+z")
    page.get_by_role("button", name="Cancel").click()
    expect(widest(page)).to_have_value("0.9")
    # With nothing typed it is the table's.
    page.get_by_label("Weight of Gaps, number").focus()
    page.keyboard.press("Control+z")
    expect(widest(page)).to_have_value("1")


def test_what_is_said_of_a_card_leads_to_that_card(page: Page, game: str) -> None:
    lay(page, game, "Gaps")
    page.get_by_role("button", name="Duplicate Gaps").click()
    second = page.locator(".d-card").nth(1)
    second.locator(".d-open").click()
    type_into(second.get_by_label("width of Gaps, hard, to"), "9")
    page.get_by_role("button", name=re.compile(r"^Card 2 \(Gaps\)")).click()
    expect(page.locator(".d-card").nth(0)).not_to_have_class(re.compile("called"))
    expect(second).to_have_class(re.compile("called"))
    # The same words of another card lead to that one.
    type_into(second.get_by_label("width of Gaps, hard, to"), "2.5")
    told = page.get_by_role("button", name=re.compile("is longer than a Quadruped jumps"))
    told.click()
    expect(second).to_have_class(re.compile("called"))
    second.get_by_role("button", name="Move Gaps up").click()
    page.wait_for_function("() => document.querySelector('.d-card').classList.contains('warned')")
    expect(page.locator(".d-card.warned")).to_have_count(1)
    page.evaluate("() => document.querySelectorAll('.called').forEach((card) => card.classList.remove('called'))")
    told.click()
    expect(page.locator(".d-card").nth(0)).to_have_class(re.compile("called"))


def test_ranges_are_reset_and_the_weight_and_the_focus_stay(page: Page, game: str) -> None:
    lay(page, game, "Gaps")
    page.get_by_role("button", name="Add card").click()
    added = page.locator(".d-card").nth(1)
    type_into(page.get_by_label("Weight of Gaps, number"), "2")
    type_into(widest(page), "0.9")
    page.get_by_role("button", name="Reset ranges").first.click()
    expect(widest(page)).not_to_have_value("0.9")
    expect(page.get_by_label("Weight of Gaps, number")).to_have_value("2")
    kind = added.locator(".d-kind-row select")
    kind.focus()
    kind.select_option("Slope")
    expect(page.get_by_label("Kind of Slope")).to_be_focused()
    page.get_by_role("button", name="Move Slope up").press("Enter")
    expect(page.get_by_role("button", name="Move Slope down")).to_be_focused()
    page.get_by_role("button", name="Remove Slope").press("Enter")
    expect(page.get_by_role("button", name="1. Gaps")).to_be_focused()
    page.get_by_role("button", name="Remove Gaps").press("Enter")
    expect(page.get_by_role("button", name="Add card")).to_be_focused()


def test_on_a_phone_everything_is_within_reach_and_nothing_sticks_out(page: Page, game: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    lay(page, game, "Gauntlet")
    assert page.locator("#designer").evaluate("panel => panel.scrollWidth <= panel.clientWidth")
    page.get_by_role("button", name=re.compile(r"^13\. Boulders")).click()
    page.get_by_label("radius of Boulders, hard, to").scroll_into_view_if_needed()
    # The pictures stay in sight.
    expect(page.locator(".d-world")).to_be_in_viewport()
    type_into(page.get_by_label("radius of Boulders, hard, to"), "3")
    expect(page.locator(".d-words li")).to_contain_text("radius of Boulders is 0.01 to 0.4 leg lengths")


@pytest.mark.parametrize("width", [1000, 1280, 1600])
def test_what_is_told_covers_no_control(page: Page, game: str, width: int) -> None:
    """Also where the controls over the picture take two rows."""
    page.set_viewport_size({"width": width, "height": 800})
    lay(page, game, "Gauntlet")
    told, controls = (page.locator(name).bounding_box() for name in (".d-summary", ".d-scene"))
    assert told is not None and controls is not None
    assert told["y"] >= controls["y"] + controls["height"]
