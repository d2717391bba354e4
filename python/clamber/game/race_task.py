"""Makes a task fit for a race: nothing in it differs between racers but what they are."""

from __future__ import annotations

from dataclasses import replace

from clamber.assets.fields import Vector2
from clamber.assets.task import TaskSpec

#: Most that start angles differ from the standing pose's, degrees.
NOISE_DEG = 3.0


def race_task(task: TaskSpec) -> TaskSpec:
    """The task with mean values for what is drawn and without pushes, as in Unity's race; of the noise in the start no
    more is left than makes twins differ.
    """
    chance, command = task.randomisation, task.command
    return replace(
        task,
        randomisation=replace(
            chance,
            joint_noise_deg=min(chance.joint_noise_deg, NOISE_DEG),
            yaw_noise_deg=min(chance.yaw_noise_deg, NOISE_DEG),
            velocity_noise=0.0,
            push_speed=0.0,
            friction=_middle(chance.friction),
            mass_scale=_middle(chance.mass_scale),
            motor_strength=_middle(chance.motor_strength),
            gravity_scale=Vector2(1.0, 1.0),
            action_delay=Vector2(chance.action_delay.x, chance.action_delay.x),
        ),
        command=replace(command, heading_deg=Vector2(0.0, 0.0), target_speed=_middle(command.target_speed)),
    )


def _middle(bounds: Vector2) -> Vector2:
    middle = 0.5 * (bounds.x + bounds.y)
    return Vector2(middle, middle)
