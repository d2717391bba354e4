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
_ON_JOINTS = (int(mujoco.mjtTrn.mjTRN_JOINT), int(mujoco.mjtTrn.mjTRN_JOINTINPARENT))


@dataclass(frozen=True)
class SourceDrive:
    """What the robot's file says of one joint's motor; None where it says nothing.

    Attributes:
        stiffness: N m/rad.
        force_limit: N m.
    """

    stiffness: float | None
    force_limit: float | None


def source_drive(model: mujoco.MjModel, joint: int) -> SourceDrive:
    """Reads a joint's actuators: position servos give the stiffness, the strongest of all gives the limit, and the
    joint's own limit holds for all of them.
    """
    stiffness = None
    strongest: list[float] = []
    for actuator in range(model.nu):
        if model.actuator_trntype[actuator] not in _ON_JOINTS or model.actuator_trnid[actuator][0] != joint:
            continue
        gear = abs(float(model.actuator_gear[actuator][0]))
        gain, bias = model.actuator_gainprm[actuator], model.actuator_biasprm[actuator]
        servo = model.actuator_biastype[actuator] == mujoco.mjtBias.mjBIAS_AFFINE
        limits = []
        if servo and bias[1] < 0.0:
            stiffness = -float(bias[1]) * gear * gear
        if not servo and model.actuator_ctrllimited[actuator]:  # servos are told angles and speeds, motors torques
            limits.append(gear * abs(float(gain[0])) * float(abs(model.actuator_ctrlrange[actuator]).max()))
        if model.actuator_forcelimited[actuator]:
            limits.append(gear * float(abs(model.actuator_forcerange[actuator]).max()))
        strongest += [min(limits)] if limits and min(limits) > 0.0 else []
    limit = max(strongest, default=math.inf)
    if model.jnt_actfrclimited[joint]:
        limit = min(limit, float(abs(model.jnt_actfrcrange[joint]).max()) or math.inf)
    return SourceDrive(stiffness, limit if math.isfinite(limit) else None)


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
