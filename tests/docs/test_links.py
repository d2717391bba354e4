"""Every link and picture in the documentation leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^()\s]+)\)|(?:src|href)=\"([^\"]+)\"")
HEADING = re.compile(r"^#{1,6} +(.*?) *$", re.MULTILINE)


def prose(page: Path) -> str:
    """A page without what its fences hold."""
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def anchors(text: str) -> set[str]:
    """The names that headings have on the site: small letters, no signs, dashes for spaces, numbered when repeated."""
    found: set[str] = set()
    for heading in HEADING.findall(text):
        words = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        name = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        count = sum(re.fullmatch(re.escape(name) + r"(-\d+)?", other) is not None for other in found)
        found.add(f"{name}-{count}" if count else name)
    return found


def broken(page: Path) -> list[str]:
    """The links of a page that lead nowhere, as they stand there; those to other sites are not looked at."""
    wrong = []
    for first, second in LINK.findall(prose(page)):
        link = first or second
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = unquote(link).partition("#")
        target = (page.parent / path).resolve() if path else page
        inside = target.exists() and target.is_relative_to(ROOT)
        if not inside or (anchor and anchor not in anchors(prose(target))):
            wrong.append(link)
    return wrong


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    assert broken(page) == []


def test_a_link_that_leads_nowhere_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(broken.__globals__, "ROOT", tmp_path.resolve())
    (tmp_path / "other.md").write_text("# A `name`, twice\n## A name, twice\n```\n# no heading\n```\n")
    page = tmp_path / "page.md"
    page.write_text(
        "[a](other.md) [b](other.md#a-name-twice-1) [c](https://example.org/x) ![d](missing.png) "
        "[e](other.md#no-heading) [f](../outside.md) [g](#here)\n\n```\n[h](in-a-fence.md)\n```\n\n## Here\n"
    )
    assert broken(page) == ["missing.png", "other.md#no-heading", "../outside.md"]


def test_every_picture_is_shown_somewhere() -> None:
    """One that no page shows is left over."""
    told = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
    pictures = [path for kind in ("png", "jpg", "gif", "svg") for path in (ROOT / "docs").rglob(f"*.{kind}")]
    assert pictures
    assert [str(path.relative_to(ROOT)) for path in pictures if path.name not in told] == []
