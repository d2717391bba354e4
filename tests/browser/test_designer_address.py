"""The page's address says what lies on the designer's table."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.test_designer import lay


def test_another_address_lays_another_course_on_a_table_that_is_open(page: Page, game: str) -> None:
    lay(page, game, "Gaps")
    course = page.get_by_role("combobox", name="Course", exact=True)
    page.evaluate("location.hash = 'designer?course=Stairs'")
    expect(course).to_have_value("Stairs")
    expect(page.locator(".d-card-head").first).to_contain_text("Stairs")
    # What lay there before comes back as after any other choice.
    page.keyboard.press("Control+z")
    expect(course).to_have_value("Gaps")
    page.evaluate("location.hash = 'designer?course=Nowhere'")
    expect(page.locator("#designer .toast.bad")).to_contain_text("Nowhere")
    expect(course).to_have_value("Gaps")
