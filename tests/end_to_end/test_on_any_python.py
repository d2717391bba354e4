"""What requirements/try_python.sh runs on other Pythons holds on this one, too."""

from __future__ import annotations

from tests.end_to_end.on_any_python import play_for_a_learner, step_an_environment


def test_an_environment_and_a_player_need_nothing_but_the_package() -> None:
    step_an_environment()
    play_for_a_learner()
