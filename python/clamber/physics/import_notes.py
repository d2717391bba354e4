"""What of a robot's file has no place in a body: told, so that nobody takes it to be there."""

from __future__ import annotations

from collections.abc import Sequence

import mujoco

from clamber.physics.import_links import Turn

_HINGE = mujoco.mjtJoint.mjJNT_HINGE
#: Kinds of what an actuator may act on, as the notes name them; those on joints become drives.
_ELSEWHERE = {
    mujoco.mjtTrn.mjTRN_TENDON: "tendon",
    mujoco.mjtTrn.mjTRN_SITE: "site",
    mujoco.mjtTrn.mjTRN_BODY: "body",
    mujoco.mjtTrn.mjTRN_SLIDERCRANK: "slider-crank",
}


def left_out(model: mujoco.MjModel, turns: Sequence[Turn]) -> list[str]:
    """One line for each kind of thing in the file that the body does not have.

    Args:
        model: as the file describes the robot.
        turns: the axes that came of its joints.
    """
    notes = []
    hinges = [turn for turn in turns if model.jnt_type[turn.joint] == _HINGE]
    endless = [turn.name for turn in hinges if not model.jnt_limited[turn.joint]]
    if endless:
        notes.append(f"without limits in the file, half a turn either way here: {', '.join(endless)}")
    freedoms = [int(model.jnt_dofadr[turn.joint]) for turn in hinges]
    for told, values in (("damping", model.dof_damping), ("friction", model.dof_frictionloss)):
        if any(values[freedom] for freedom in freedoms):
            notes.append(f"the joints' own {told} is left out; drives are damped by the inertias that they move")
    if any(model.jnt_stiffness[turn.joint] for turn in hinges):
        notes.append("the joints' own springs are left out; drives pull to the neutral pose")
    if any(model.dof_armature[freedom] for freedom in freedoms):
        notes.append("the joints' armature (their motors' own inertia) is left out")
    names = {turn.joint: turn.name for turn in turns}
    for index in range(model.neq):
        notes.append(f"{model.equality(index).name or 'an equality'}{_between(model, index, names)}: constraints are "
                     "left out")  # fmt: skip
    for index in range(model.nu):
        kind = _ELSEWHERE.get(mujoco.mjtTrn(model.actuator_trntype[index]))
        if kind is not None:
            notes.append(f"{model.actuator(index).name or 'an actuator'}: acts on a {kind}; left out, and drives are "
                         "made for its joints")  # fmt: skip
    return notes


def _between(model: mujoco.MjModel, index: int, names: dict[int, str]) -> str:
    """The axes that an equality of joints ties to each other."""
    if model.eq_type[index] != mujoco.mjtEq.mjEQ_JOINT:
        return ""
    joints = (int(model.eq_obj1id[index]), int(model.eq_obj2id[index]))
    tied = [names.get(joint, model.joint(joint).name) for joint in joints if joint >= 0]
    return f" of {' and '.join(tied)}, each with a drive of its own here"
