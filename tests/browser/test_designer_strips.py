"""The designer's pictures of a course answer a click."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.test_designer import lay


def test_a_click_on_a_segment_opens_the_card_it_was_made_from(page: Page, game: str) -> None:
    """Of two cards of one kind, too."""
    lay(page, game, "Gaps")
    page.get_by_role("button", name="Duplicate").click()
    cards, opened = page.locator(".d-card"), page.locator(".d-card [aria-expanded=true]")
    expect(cards).to_have_count(2)
    cards.nth(0).get_by_label("Weight of Gaps, number").fill("0")
    page.keyboard.press("Enter")
    page.wait_for_function("() => !document.querySelector('.d-strips').classList.contains('stale')")
    while opened.count():
        opened.first.click()
    # Between two gaps there is a segment's end here and there; one of these falls within one.
    canvas = page.locator(".d-strips-canvas")
    box = canvas.bounding_box()
    assert box is not None
    for share in (0.4, 0.45, 0.5, 0.55):
        canvas.click(position={"x": box["width"] * share, "y": box["height"] / 2})
    expect(cards.nth(1).locator("[aria-expanded=true]")).to_have_count(1)
    expect(cards.nth(0).locator("[aria-expanded=true]")).to_have_count(0)


def test_whole_numbers_go_by_one_at_an_arrow_key(page: Page, game: str) -> None:
    lay(page, game, "Gaps")
    page.get_by_label("count of Gaps, hard, greatest").press("ArrowRight")
    expect(page.get_by_label("count of Gaps, hard, to")).to_have_value("4")
    page.get_by_label("count of Gaps, hard, least").press("ArrowLeft")
    expect(page.get_by_label("count of Gaps, hard, from")).to_have_value("1")
