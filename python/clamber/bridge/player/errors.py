"""How a player ends before its time."""

from __future__ import annotations


class PlayerError(Exception):
    """The player cannot go on. The message is one line that says what and where."""


class LearnerGoneError(PlayerError):
    """The learner went away without a word."""


class LearnerClosedError(Exception):
    """The learner has closed the link in good order."""


class StopRequest(BaseException):
    """A signal asks the player to leave (SIGTERM, SIGINT); not an Exception, so that nothing swallows it."""
