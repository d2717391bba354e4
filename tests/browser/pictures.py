"""Whether something is to be seen in a picture."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Locator

#: Panels lie over a stage; what is looked at is the picture under them.
_BARE = "canvas.stage ~ * { visibility: hidden !important; }"


def pixels(place: Locator) -> NDArray[np.float64]:
    """What an element looks like, without what lies over it: (height, width, 3), 0 to 255."""
    picture = Image.open(io.BytesIO(place.screenshot(timeout=240_000, style=_BARE))).convert("RGB")
    return np.asarray(picture, dtype=np.float64)


def assert_not_empty(place: Locator) -> None:
    """A picture of something varies in its colours, in every quarter of its height."""
    picture = pixels(place)
    assert picture.std(axis=(0, 1)).mean() > 15.0
    for quarter in np.array_split(picture, 4):
        assert quarter.std(axis=(0, 1)).mean() > 1.0
