"""The drives of an imported body: what its file says, held to what its inertias can bear."""

from __future__ import annotations

import math
from dataclasses import dataclass

import mujoco

#: The physics step that drives are conditioned for, s.
PHYSICS_STEP = 0.005
#: Least and largest sqrt(stiffness / inertia) times the step. Stiffer, and what a drive does within one step depends on
#: how an engine integrates it; softer, and a limb hangs.
LEAST_RATIO, LARGEST_RATIO = 0.12, 0.9
#: How far a leg's axis may give under the standing load, rad.
SAG = 0.08


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


def conditioned_gains(source: SourceDrive, inertia: float, load: float) -> tuple[float, float, bool]:
    """Stiffness and damping that hold the body and that both engines integrate alike.

    Args:
        source: what the file says.
        inertia: about the axis, kg m^2.
        load: torque that standing asks of the axis, N m; 0 where it is in no leg.

    Returns:
        stiffness, N m/rad; damping, N m s/rad; whether the file's stiffness had to be lowered.
    """
    wish = source.stiffness if source.stiffness is not None else load / SAG
    least, most = (inertia * (ratio / PHYSICS_STEP) ** 2 for ratio in (LEAST_RATIO, LARGEST_RATIO))
    stiffness = min(max(wish, 0.0 if source.stiffness is not None else least), most)
    ratio = PHYSICS_STEP * math.sqrt(stiffness / inertia)
    # Drives that are stiff for their inertia are damped more, or they would ring from step to step.
    damping = 2.0 * min(max(0.5 + ratio, 0.7), 1.5) * math.sqrt(stiffness * inertia)
    return stiffness, damping, source.stiffness is not None and source.stiffness > most
