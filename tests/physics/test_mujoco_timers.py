"""MuJoCo's profiler."""

from __future__ import annotations

import mujoco
from clamber.physics.mujoco_timers import stop_timers

#: A ball in the air.
XML = "<mujoco><worldbody><body><freejoint/><geom size='.1'/></body></worldbody></mujoco>"


def test_steps_are_the_same_and_no_longer_timed() -> None:
    """Until MuJoCo's clock is asked back."""
    model = mujoco.MjModel.from_xml_string(XML)
    step = mujoco.mjtTimer.mjTIMER_STEP
    timed, untimed, again = (mujoco.MjData(model) for _ in range(3))
    mujoco.set_mjcb_time(None)
    mujoco.mj_step(model, timed, 50)
    stop_timers()
    mujoco.mj_step(model, untimed, 50)
    mujoco.set_mjcb_time(None)
    mujoco.mj_step(model, again, 50)
    assert untimed.timer[step].duration == 0.0
    assert timed.timer[step].duration > 0.0
    assert again.timer[step].duration > 0.0
    assert (untimed.qpos == timed.qpos).all()
