"""Writes senses.json, rewards.json and endings.json: what both languages must make of the same states, to 1e-5.

Run ``python tests/vectors/make_tasks.py`` after a change of the rules, of a task or of a body. The states are invented
(a random pose near the neutral one somewhere on a course), so they do not depend on any engine.

A ``state`` holds root_position, root_quaternion (w, x, y, z), root_linear_velocity, root_angular_velocity,
joint_position, joint_velocity, joint_torque, joint_energy, foot_contact, fatal_contact as in
``clamber.physics.engine.BodyState``.

- senses.json: per case the task, the course's seed and difficulty, a state, the last action, target_speed and
  heading (the commanded one, rad); expected: observations ``obs_0`` and ``obs_1``, and ``control``, what the action
  asks of the engine.
- rewards.json: per case a ``before`` and an ``after`` (each a state and an action), ``earlier_joint_velocity`` at the
  decision before the first, ``air_time`` of the feet before, the command, whether the decision ``terminated`` the
  episode and ``finished`` it; expected: every term by name, and ``total``, the reward under the case's ``weights``.
- endings.json: ``episodes``: rules, and a row (x, y, z, tilt about y in rad, fatal contact) per decision; expected: per
  decision the names of the endings that hold. ``curriculum``: difficulty, distance and length of the lane, and the next
  difficulty.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from clamber.assets.body import BodySpec
from clamber.assets.loading import load_task, task_body, task_course
from clamber.assets.task import Curriculum, CurriculumMode, Endings, RewardTerm, TaskSpec
from clamber.courses.capacity import capacity
from clamber.courses.generation import generate
from clamber.physics.engine import BodyState
from clamber.tasks import endings
from clamber.tasks.action import Actuation
from clamber.tasks.curriculum import next_difficulty
from clamber.tasks.kinematics import Kinematics
from clamber.tasks.measures import Measures, measure
from clamber.tasks.moment import Moment, new_moment, update_air_time, update_frames, update_ranges
from clamber.tasks.rewards import TERMS, reward_terms, total_reward
from clamber.tasks.senses import proprioception_layout, sense_proprioception
from clamber.tasks.terrain_sense import TerrainMap

FOLDER = Path(__file__).parent
TASKS = ("Quadruped", "QuadrupedFlat", "Walker", "PlanarHurdles", "Bittle", "QuadrupedSteer", "Runner")
CASES = 4
#: Of rewards.json, so that tuning a task's rewards leaves the file as it is.
WEIGHTS = {"forward_progress": 1.0, "alive": 0.2, "heading": 0.3, "action_rate": -0.01, "joint_torque": -1e-4}


def random_state(chance: np.random.Generator, body: BodySpec, measures: Measures, x: float) -> dict[str, Any]:
    """A state near the neutral pose at x m along the lane, rounded so that it is short to write."""
    axes, leg = len(body.axes), measures.leg_length
    tilt, yaw = chance.normal(0.0, 0.2, 2), chance.uniform(-1.0, 1.0)
    if body.planar:
        quaternion = np.array([np.cos(tilt[0]), 0.0, np.sin(tilt[0]), 0.0])
    else:
        quaternion = np.array([np.cos(yaw / 2), tilt[0], tilt[1], np.sin(yaw / 2)])
        quaternion /= np.linalg.norm(quaternion)
    flat = np.array([1.0, 0.0 if body.planar else 1.0, 1.0])
    turn = np.array([0.0, 1.0, 0.0]) if body.planar else np.ones(3)
    return {
        "root_position": _short(flat * [x, chance.uniform(-1.5, 1.5) * leg, chance.uniform(0.7, 1.6) * leg]),
        "root_quaternion": _short(quaternion, 9),
        "root_linear_velocity": _short(flat * chance.normal(0.0, 1.0, 3)),
        "root_angular_velocity": _short(turn * chance.normal(0.0, 1.0, 3)),
        "joint_position": _short(
            np.clip(measures.neutral + chance.normal(0, 0.4, axes), measures.lower, measures.upper)
        ),
        "joint_velocity": _short(chance.normal(0.0, 4.0, axes)),
        "joint_torque": _short(chance.normal(0.0, 10.0, axes)),
        "joint_energy": _short(np.abs(chance.normal(0.0, 1.0, axes))),
        "foot_contact": (chance.random(measures.feet) < 0.5).tolist(),
        "fatal_contact": bool(chance.random() < 0.5),
    }


def state_from(record: dict[str, Any]) -> BodyState:
    """One agent's state from its record."""
    return BodyState(finite=np.ones(1, dtype=np.bool_), **{name: np.array([value]) for name, value in record.items()})


def senses() -> list[dict[str, Any]]:
    """The cases of senses.json."""
    cases = []
    for number, name in enumerate(TASKS):
        chance = np.random.default_rng(number)
        task = load_task(name)
        body, course_spec = task_body(task), task_course(task)
        measures = measure(body, task.control)
        scale = task.course_scale or body.leg_length
        for case in range(CASES):
            seed, difficulty = 10 * number + case, _short([case / (CASES - 1)])[0]
            course = generate(course_spec, seed, difficulty, scale, measures.top_height)
            x = (-1.0, 0.3 * course.length, 0.7 * course.length, course.length)[case]
            record = random_state(chance, body, measures, x)
            action = _short(chance.uniform(-1.0, 1.0, measures.actions))
            speed, heading = (_short(chance.uniform(0.0, 2.0, 1))[0], _short(chance.uniform(-1.0, 1.0, 1))[0])

            terrain = TerrainMap(task.terrain, 1, capacity(course_spec, scale), body.leg_length, scale)
            terrain.place(0, course)
            moment = _moment(task, measures, state_from(record), terrain, action, speed, heading)
            own = np.zeros((1, sum(block.size for block in task.observations if block.sensor == 0)), np.float32)
            around = np.zeros((1, sum(block.size for block in task.observations if block.sensor == 1)), np.float32)
            sense_proprioception(moment, proprioception_layout(measures), own)
            terrain.sense(moment, slice(0, 1), around)
            actuation = Actuation(task, measures, 1)
            actuation.act(np.array([action]))
            cases.append({
                "task": name, "seed": seed, "difficulty": difficulty, "state": record, "action": action,
                "target_speed": speed, "heading": heading, "obs_0": _short(own[0], 7), "obs_1": _short(around[0], 7),
                "control": _short(actuation.control[0], 9),
            })  # fmt: skip
    return cases


def rewards() -> list[dict[str, Any]]:
    """The cases of rewards.json."""
    cases = []
    terms = reward_terms([RewardTerm(name, weight) for name, weight in WEIGHTS.items()], "rewards.json")
    for number, name in enumerate(TASKS):
        chance = np.random.default_rng(100 + number)
        task = load_task(name)
        body, course_spec = task_body(task), task_course(task)
        measures = measure(body, task.control)
        scale = task.course_scale or body.leg_length
        feet = Kinematics(body, lambda link: link.foot)
        for case in range(CASES):
            seed, difficulty = 10 * number + case, 0.5
            course = generate(course_spec, seed, difficulty, scale, measures.top_height)
            x = _short([0.2 * (case + 1) * course.length])[0]
            before = random_state(chance, body, measures, x)
            after = random_state(chance, body, measures, x + 0.03)
            actions = [_short(chance.uniform(-1.0, 1.0, measures.actions)) for _ in range(2)]
            speed, heading = (_short(chance.uniform(0.0, 2.0, 1))[0], _short(chance.uniform(-1.0, 1.0, 1))[0])
            if task.command.target_speed.x == 0.0 and case == 0:
                speed = 0.0
            earlier = _short(np.random.default_rng([200 + number, case]).normal(0.0, 4.0, len(body.axes)))
            air_time = _short(np.maximum(chance.normal(0.2, 0.3, measures.feet), 0.0))

            terrain = TerrainMap(task.terrain, 1, capacity(course_spec, scale), body.leg_length, scale)
            terrain.place(0, course)
            moment = _moment(task, measures, state_from(after), terrain, actions[1], speed, heading)
            moment.previous_x = np.array([before["root_position"][0]])
            moment.progress = moment.state.root_position[:, 0] - moment.previous_x
            moment.previous_action = np.array([actions[0]])
            moment.previous_joint_velocity = np.array([before["joint_velocity"]])
            moment.earlier_joint_velocity = np.array([earlier])
            moment.joint_low = np.array([before["joint_position"]])
            moment.joint_high = moment.joint_low.copy()
            update_ranges(moment)
            moment.lane_width = np.array([course.width])
            moment.air_time = np.array([air_time])
            update_air_time(moment)
            old, new = state_from(before), moment.state
            moment.foot_velocity = (
                feet.positions(new.root_position, new.root_quaternion, new.joint_position)
                - feet.positions(old.root_position, old.root_quaternion, old.joint_position)
            ) / moment.dt
            moment.terminated[0], moment.finished[0] = case >= 2, case == 3
            cases.append({
                "task": name, "seed": seed, "difficulty": difficulty, "target_speed": speed, "heading": heading,
                "before": {"state": before, "action": actions[0]}, "after": {"state": after, "action": actions[1]},
                "earlier_joint_velocity": earlier, "air_time": air_time, "terminated": case >= 2, "finished": case == 3,
                "terms": {term: _short(function(moment), 9)[0] for term, function in sorted(TERMS.items())},
                "weights": WEIGHTS, "total": _short(total_reward(moment, terms), 9)[0],
            })  # fmt: skip
    return cases


def ending_episodes() -> dict[str, Any]:
    """The contents of endings.json."""
    task = load_task("Quadruped")
    measures = measure(task_body(task), task.control)
    strict = Endings(0.35, 60.0, True, 0.5, 0.2, 0.6)
    lenient = Endings(0.0, 0.0, False, 0.0, 0.0, 0.5)
    chance = np.random.default_rng(7)
    episodes = []
    for rules, forward in (
        (strict, 0.03),
        (strict, 0.0),
        (strict, -0.02),
        (lenient, 0.03),
        (replace(strict, stuck_seconds=0.0), 0.01),
    ):
        width, length = 1.84, 0.7
        state = state_from(random_state(chance, task_body(task), measures, 0.0))
        moment = new_moment(measures, 0.02, state)
        moment.lane_width[:] = width
        watch = endings.StuckWatch(1, moment.dt, rules, measures)
        watch.reset(np.array([0]), np.zeros(1))
        rows, causes, x, y, z, tilt = [], [], 0.0, 0.0, 0.38, 0.0
        for decision in range(1, 36):
            x, y = x + forward + chance.normal(0.0, 0.005), y + chance.normal(0.0, 0.12)
            z, tilt = z + chance.normal(-0.003, 0.03), tilt + chance.normal(0.0, 0.2)
            row = [*_short([x, y, z, tilt]), bool(chance.random() < 0.1)]
            rows.append(row)
            state.root_position[0] = row[:3]
            state.root_quaternion[0] = [np.cos(row[3] / 2), 0.0, np.sin(row[3] / 2), 0.0]
            state.fatal_contact[0] = row[4]
            update_frames(moment)
            moment.height = state.root_position[:, 2].copy()
            holds = {ending.__name__: bool(ending(moment, rules)[0]) for ending in endings.ENDINGS}
            holds["stuck"] = bool(watch.stuck(state.root_position[:, 0])[0])
            holds["finished"] = bool(endings.finished(moment, np.array([length]))[0])
            holds["time_out"] = bool(endings.time_out(np.array([decision]), moment.dt, rules)[0])
            causes.append([name for name, held in holds.items() if held])
        episodes.append({
            "body": "Quadruped", "dt": moment.dt, "lane_width": width, "lane_length": length, "floor": 0.0,
            "rules": asdict(rules), "rows": rows, "causes": causes,
        })  # fmt: skip
    curriculum = Curriculum(CurriculumMode.PER_AGENT, 0.0, 0.5, 0.2, 0.1)
    table = []
    for difficulty, distance in (
        (0.0, 1.0),
        (0.0, 20.0),
        (0.4, 13.8),
        (0.4, 13.7),
        (0.4, 5.5),
        (0.4, 5.6),
        (1.0, 27.6),
        (0.05, -1.0),
    ):
        after = next_difficulty(curriculum, np.array([difficulty]), np.array([distance]), np.array([27.6]))
        table.append({"difficulty": difficulty, "distance": distance, "length": 27.6, "next": _short(after, 9)[0]})
    rule = {"promote": curriculum.promote, "demote": curriculum.demote, "step": curriculum.step}
    return {"episodes": episodes, "curriculum": {"rule": rule, "cases": table}}


def vectors() -> dict[str, Any]:
    """The contents of all three files, by file name."""
    return {"senses.json": senses(), "rewards.json": rewards(), "endings.json": ending_episodes()}


def _moment(
    task: TaskSpec, measures: Measures, state: BodyState, terrain: TerrainMap, action: list[float], speed: float,
    heading: float,
) -> Moment:  # fmt: skip
    moment = new_moment(measures, task.physics_step * task.decision_steps, state)
    moment.action = np.array([action])
    moment.target_speed[:], moment.command_x[:], moment.command_y[:] = (speed, np.cos(heading), np.sin(heading))
    update_frames(moment)
    moment.floor = terrain.floor_at(slice(0, 1), state.root_position[:, 0], state.root_position[:, 1])
    moment.height = state.root_position[:, 2] - moment.floor
    return moment


def _short(values: Any, digits: int = 5) -> list[float]:
    return [round(float(value), digits) for value in values]


if __name__ == "__main__":
    for file, content in vectors().items():
        rows = content if isinstance(content, list) else None
        text = "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n" if rows else json.dumps(content) + "\n"
        (FOLDER / file).write_text(text, encoding="utf-8")
