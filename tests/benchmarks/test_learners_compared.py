"""What the page of learners side by side says is what was measured."""

from __future__ import annotations

import json

from benchmarks.learners_compared import DOCS, page


def test_the_page_is_of_the_results_beside_it() -> None:
    results = json.loads((DOCS / "learners_compared.json").read_text())
    told = page(results, "learners_compared.json", "images/learners_compared.png")
    assert (DOCS / "learners_compared.md").read_text() == told
