"""Films show the creature."""

import os
from collections.abc import Callable
from pathlib import Path

import imageio.v3 as imageio
import numpy as np
import pytest
from clamber.evaluation.film import film

needs_egl = pytest.mark.skipif(bool(os.environ.get("CLAMBER_NO_EGL")), reason="CLAMBER_NO_EGL is set")


@needs_egl
@pytest.mark.parametrize("ending", ["gif", "mp4", "png"])
def test_a_film_shows_the_creature_before_ground_and_sky(
    make_brain: Callable[..., Path], tmp_path: Path, ending: str
) -> None:
    out = tmp_path / f"film.{ending}"
    film(make_brain((54, 78), 12), "QuadrupedFlat", out, seconds=0.2, width=160, height=120)
    pictures = imageio.imread(out)
    picture = np.asarray(pictures if ending == "png" else pictures[0])[:, :, :3].astype(int)
    assert picture.shape == (120, 160, 3)
    red, _, blue = picture[..., 0], picture[..., 1], picture[..., 2]
    assert (blue - red > 20).mean() > 0.1  # sky
    assert (red - blue > 60).mean() > 0.01  # a creature in its team's orange
    assert list(tmp_path.glob(".film*")) == []


def test_an_unknown_kind_of_film_is_refused(make_brain: Callable[..., Path], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"unknown kind of film \.avi"):
        film(make_brain((54, 78), 12), "QuadrupedFlat", tmp_path / "film.avi")
