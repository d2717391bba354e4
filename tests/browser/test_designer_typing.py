"""What somebody types into the designer's fields is theirs until they leave it."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

from tests.browser.test_designer import lay, widest


def test_an_answer_that_comes_while_a_number_is_typed_does_not_take_its_digits(page: Page, game: str) -> None:
    lay(page, game, "Gaps")
    held: list[Route] = []
    page.route("**/api/designer/preview", lambda route: route.continue_() if held else held.append(route))
    field = widest(page)
    page.get_by_label("width of Gaps, hard, from").fill("0.4")
    page.keyboard.press("Tab")  # asks for a picture, and goes to the other end's field
    expect(field).to_be_focused()
    field.select_text()
    page.keyboard.type("1")
    while not held:
        page.wait_for_timeout(20)
    shown = int(page.locator(".d-desk").get_attribute("data-previews") or 0)
    held[0].continue_()
    page.wait_for_function("before => Number(document.querySelector('.d-desk').dataset.previews) > before", arg=shown)
    page.keyboard.type(".5")
    expect(field).to_have_value("1.5")
    page.keyboard.press("Enter")
    expect(field).to_have_value("1.5")


def test_a_slider_that_was_moved_out_and_back_leaves_nothing_to_ask_about(page: Page, game: str) -> None:
    """It tells of input and of no change; going back by key still works, and so does leaving the page."""
    lay(page, game, "Gaps")
    page.get_by_label("width of Gaps, hard, from").fill("0.4")
    page.keyboard.press("Enter")
    page.get_by_label("width of Gaps, hard, greatest").evaluate(
        "slider => { slider.focus(); slider.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    for _ in range(2):  # the slider's step, and the typed one
        page.keyboard.press("Control+z")
    expect(page.locator(".d-state")).to_be_empty()
    assert page.evaluate("() => dispatchEvent(new Event('beforeunload', { cancelable: true }))")


def test_a_slider_that_ends_at_what_was_typed_goes_back_there_while_it_is_held(page: Page, game: str) -> None:
    """Its end does not come after the thumb."""
    lay(page, game, "Gaps")
    page.get_by_text("The lane", exact=True).click()
    page.get_by_label("Length, number", exact=True).fill("200")
    page.keyboard.press("Enter")
    slider = page.get_by_label("Length", exact=True)
    expect(slider).to_have_attribute("max", "200")
    slider.press("ArrowLeft")
    slider.press("ArrowLeft")
    expect(slider).to_have_value("199")
    expect(slider).to_have_attribute("max", "200")
    slider.press("ArrowRight")
    expect(slider).to_have_value("199.5")
