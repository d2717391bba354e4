"""The drives of an imported body: what its file says, held to what its inertias can bear."""

from __future__ import annotations

import math
from dataclasses import dataclass

import mujoco

#: The physics step that drives are conditioned for, s.
PHYSICS_STEP = 0.005
#: Largest sqrt(stiffness / inertia) times the step: stiffer, and engines integrate the drive differently.
STIFFNESS_RATIO = 0.29
#: Damping over critical damping.
DAMPING_RATIO = 0.7


@dataclass(frozen=True)
class SourceDrive:
    """What the robot's file says of one joint's motor; None where it says nothing.

    Attributes:
        stiffness: N m/rad.
        damping: N m s/rad, the joint's own included.
        force_limit: N m.
    """

    stiffness: float | None
    damping: float | None
    force_limit: float | None


def source_drive(model: mujoco.MjModel, joint: int) -> SourceDrive:
    """Reads a joint's actuators: position servos give gains, and the strongest gives the limit."""
    stiffness = damping = None
    limits = []
    if model.jnt_actfrclimited[joint]:
        limits.append(float(abs(model.jnt_actfrcrange[joint]).max()))
    for actuator in range(model.nu):
        if model.actuator_trntype[actuator] != mujoco.mjtTrn.mjTRN_JOINT or model.actuator_trnid[actuator][0] != joint:
            continue
        gear = abs(float(model.actuator_gear[actuator][0]))
        gain, bias = model.actuator_gainprm[actuator], model.actuator_biasprm[actuator]
        if model.actuator_biastype[actuator] == mujoco.mjtBias.mjBIAS_AFFINE and bias[1] < 0.0:
            stiffness = -float(bias[1]) * gear * gear
            damping = -float(bias[2]) * gear * gear + float(model.dof_damping[model.jnt_dofadr[joint]].max())
        elif model.actuator_ctrllimited[actuator]:
            limits.append(gear * abs(float(gain[0])) * float(abs(model.actuator_ctrlrange[actuator]).max()))
        if model.actuator_forcelimited[actuator]:
            limits.append(gear * float(abs(model.actuator_forcerange[actuator]).max()))
    positive = [limit for limit in limits if limit > 0.0]
    return SourceDrive(stiffness, damping, min(positive) if positive else None)


def conditioned_gains(source: SourceDrive, inertia: float) -> tuple[float, float, bool]:
    """Stiffness and damping that both engines integrate alike.

    Args:
        source: what the file says.
        inertia: about the axis, kg m^2.

    Returns:
        stiffness, N m/rad; damping, N m s/rad; whether the file's stiffness had to be lowered.
    """
    most = inertia * (STIFFNESS_RATIO / PHYSICS_STEP) ** 2
    lowered = source.stiffness is not None and source.stiffness > most
    stiffness = most if source.stiffness is None or lowered else source.stiffness
    return stiffness, 2.0 * DAMPING_RATIO * math.sqrt(stiffness * inertia), lowered
