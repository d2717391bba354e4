"""The engine configuration that a learner asks for; a player without graphics accepts it and says what it means."""

from __future__ import annotations

from clamber.bridge.player.side_channels import Payload


def describe_engine_configuration(payload: bytes) -> str:
    """One line for the log.

    Nothing is drawn here and physics always runs as fast as it can, in steps of the task's own length, so none of
    these settings changes anything (``EngineConfigurationChannel.cs`` has the types).

    Raises:
        SideChannelError: the payload is cut off.
    """
    read = Payload(payload)
    kind = read.integer()
    if kind == 0:
        return f"engine configuration: resolution {read.integer()} x {read.integer()}: nothing is drawn"
    if kind == 1:
        return f"engine configuration: quality level {read.integer()}: nothing is drawn"
    if kind == 2:
        return f"engine configuration: time scale {read.number():g}: it always runs as fast as it can"
    if kind == 3:
        return f"engine configuration: target frame rate {read.integer()}: it always runs as fast as it can"
    if kind == 4:
        return f"engine configuration: capture frame rate {read.integer()}: time always passes in the task's steps"
    return f"engine configuration: type {kind} is not one that Clamber knows: ignored"
