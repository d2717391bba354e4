"""The environment: many agents living one task, as a Gymnasium vector environment."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from functools import partial, reduce
from typing import Any

import gymnasium
import numpy as np
from gymnasium.vector import AutoresetMode, VectorEnv
from gymnasium.vector.utils import batch_space
from numpy.typing import NDArray

from clamber.assets.body import BodySpec
from clamber.assets.task import ControlMode, TaskSpec
from clamber.courses.capacity import capacity
from clamber.courses.course import Capacity
from clamber.physics.engine import Engine
from clamber.physics.engines import make_engine
from clamber.tasks import endings, episode_draws
from clamber.tasks.action import Actuation, check_actions
from clamber.tasks.content import read_task
from clamber.tasks.episode_infos import tell_endings
from clamber.tasks.episode_totals import EpisodeTotals
from clamber.tasks.kinematics import Kinematics, stands_on
from clamber.tasks.lane_courses import LaneCourses
from clamber.tasks.measures import measure
from clamber.tasks.moment import Moment, new_moment, update_air_time, update_frames, update_ranges
from clamber.tasks.parameters import EnvironmentParameters, ParameterValue
from clamber.tasks.part import part_of, rest_broken
from clamber.tasks.random_streams import episode_streams
from clamber.tasks.reserve import reserve_of
from clamber.tasks.rewards import feet_air_time, foot_slip, range_spread, total_reward
from clamber.tasks.second_chances import SecondChances
from clamber.tasks.senses import observation_layout, sense_proprioception
from clamber.tasks.start import start_pose
from clamber.tasks.terrain_sense import TerrainMap

Observations = dict[str, NDArray[np.float32]]
EngineMaker = Callable[[BodySpec, int, Capacity, float, ControlMode, int], Engine]

#: Course seeds that training draws from; evaluation uses those from the upper end on.
TRAINING_SEEDS = (0, 500_000)


class ClamberVectorEnv(VectorEnv[Observations, NDArray[np.float32], NDArray[Any]]):
    """Many agents on lanes of their own; an agent whose episode ends starts over within the same step.

    Observations are {"proprioception": obs_0, "terrain": obs_1}, float32. ``infos`` holds, in a step in which episodes
    end, ``final_obs`` and ``final_info`` as Gymnasium says, and ``totals``: a dict of arrays (distance, success, fell,
    ...; see episode_totals), valid where ``_totals``. Same seed, same actions: the same bits, whatever ``threads``.
    """

    metadata = {"autoreset_mode": AutoresetMode.SAME_STEP, "render_modes": []}  # noqa: RUF012

    def __init__(
        self,
        task: TaskSpec | str | os.PathLike[str],
        num_envs: int = 1,
        engine: str | EngineMaker = "mujoco",
        seed: int | None = None,
        threads: int = 0,
        difficulty: float | None = None,
        course_seeds: tuple[int, int] = TRAINING_SEEDS,
    ) -> None:
        """Makes the lanes.

        Args:
            task: a spec, the name of one in the content, or a file.
            num_envs: how many agents.
            engine: "mujoco", "physx", or a function that makes an engine.
            seed: of everything drawn; None: a new one each time.
            threads: for physics; 0: one per core.
            difficulty: fixes it for all agents, whatever the curriculum.
            course_seeds: course seeds are drawn from the first up to but not including the second.

        Raises:
            ValueError: one line (AssetError where a file is at fault).
        """
        self.closed = True  # until there is something to close
        if num_envs < 1:
            raise ValueError(f"num_envs: {num_envs} is not allowed; at least 1")
        if threads < 0:
            raise ValueError(f"threads: {threads} is not allowed; at least 1, or 0 for one per core")
        if not 0 <= course_seeds[0] < course_seeds[1]:
            raise ValueError(f"course_seeds: {course_seeds} is not allowed; the first, and a later one")
        content = read_task(task)
        self.task, self.body, self.course_spec = content.task, content.body, content.course
        self._terms = content.rewards
        self.measures = measure(self.body, self.task.control)
        self.dt = self.task.physics_step * self.task.decision_steps
        self.course_scale = self.task.course_scale or self.body.leg_length
        self.num_envs = num_envs
        self._seed = secrets.randbits(63) if seed is None else int(seed)

        room = capacity(self.course_spec, self.course_scale)
        if isinstance(engine, str):
            engine = partial(make_engine, engine)
        self.engine = engine(self.body, num_envs, room, self.task.physics_step, self.task.control, threads)
        self.moment = new_moment(self.measures, self.dt, self.engine.state)
        self.parameters = EnvironmentParameters()
        self._terrain = TerrainMap(self.task.terrain, num_envs, room, self.body.leg_length, self.course_scale)
        self.courses = LaneCourses(
            self.course_spec, self.course_scale, self.measures.top_height, self.task.curriculum, self.parameters,
            self._terrain, course_seeds, self.engine,
        )  # fmt: skip
        self.moment.lane_width = self.courses.width
        self._kinematics, self._soles = Kinematics(self.body, lambda link: link.foot), stands_on(self.body)
        self._actuation = Actuation(self.task, self.measures, num_envs)
        self._reserve = reserve_of(self.task, self.body, num_envs)
        self.moment.stamina = self._reserve.left if self._reserve is not None else None
        self._stuck = endings.StuckWatch(num_envs, self.dt, self.task.endings, self.measures)
        self._totals = EpisodeTotals(num_envs, self.dt, self.measures)
        used = [term for term, _ in self._terms]
        self._senses_flights, self._senses_slip = feet_air_time in used, foot_slip in used
        self._senses_ranges = range_spread in used
        self._feet_before = np.zeros((num_envs, self.measures.feet, 3))

        self._episode = np.full(num_envs, -1, dtype=np.int64)
        self._elapsed = np.zeros(num_envs, dtype=np.int64)
        self._push_speed = np.zeros(num_envs)
        self._physics = np.full((num_envs, 4), np.nan)
        #: The recent lives of the agents, once the environment parameter of that name has been above 0.
        self.second_chances: SecondChances | None = None
        #: Agents reset because their state was not finite, since the environment was made.
        self.broken = 0
        self.set_parameters(difficulty=difficulty)

        self.layout = observation_layout(self.task, self.body)
        self._own_layout = [block for block in self.layout if block.sensor == 0]
        self._sizes = {
            name: sum(block.size for block in self.layout if block.sensor == sensor)
            for sensor, name in enumerate(("proprioception", "terrain"))
        }
        self.single_observation_space = gymnasium.spaces.Dict(
            {name: gymnasium.spaces.Box(-np.inf, np.inf, (size,), np.float32) for name, size in self._sizes.items()}
        )
        self.single_action_space = gymnasium.spaces.Box(-1.0, 1.0, (self.measures.actions,), np.float32)
        self.observation_space = batch_space(self.single_observation_space, num_envs)
        self.action_space = batch_space(self.single_action_space, num_envs)
        self._observations = self._new_observations(num_envs)
        self.closed = False
        #: The last observation of the episodes that ended in the last step, valid for those agents only.
        self.final_observations = self._new_observations(num_envs)

    def set_parameters(self, **values: ParameterValue | None) -> None:
        """Sets environment parameters for all agents, each from its next episode on (a target speed, where commands
        change within an episode, from the next command on); None gives one back to the task.

        Raises:
            ValueError: one line, for an unknown name, a value out of range, or second chances in PhysX.
        """
        for name, value in values.items():
            self.parameters.set(name, value)
        if values.get("second_chances") and self.second_chances is None:
            self.second_chances = SecondChances(self)
        if values.keys() & {"difficulty", "second_chances"}:
            everyone = np.arange(self.num_envs)
            self.courses.plan(everyone, self._seed, self._episode + 1)
            if self.second_chances is not None:
                self.second_chances.plan(everyone)

    def reset(
        self, *, seed: int | list[int | None] | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Observations, dict[str, Any]]:
        """Starts every agent's next episode; with a seed, its first.

        Args:
            seed: of everything drawn from now on (of a list, the first counts).
            options: {"reset_mask": which agents, (num_envs,) bool; "difficulty": the difficulty that each agent has
                reached in a per-agent curriculum, (num_envs,) or one for all}.

        Raises:
            ValueError: one line, for a difficulty that there is not; nothing is reset.
        """
        options = options or {}
        seed = seed[0] if isinstance(seed, list) else seed
        agents = np.flatnonzero(options.get("reset_mask", np.ones(self.num_envs, dtype=np.bool_)))
        if seed is not None or "difficulty" in options:
            self.courses.restart(agents, options.get("difficulty"))
        if seed is not None:
            self._seed = int(seed)
            self._episode[agents] = -1
            self.courses.renew(agents)
            self._physics[agents] = np.nan
        self._observations = {name: value.copy() for name, value in self._observations.items()}
        # With another seed the others' next courses are others, too.
        planned = agents if seed is None else np.arange(self.num_envs)
        self.courses.plan(planned, self._seed, self._episode[planned] + 1)
        self._totals.begin(agents)
        if self.second_chances is not None:
            self.second_chances.forget(agents, everything=seed is not None)
        if len(agents):
            self._begin(agents)
        self._remember(agents)
        return self._observations, {}

    def step(
        self, actions: NDArray[np.float32]
    ) -> tuple[Observations, NDArray[np.float32], NDArray[np.bool_], NDArray[np.bool_], dict[str, Any]]:
        """Steps every agent by one decision.

        Raises:
            ValueError: one line, for actions of the wrong size or not finite.
        """
        actions = np.asarray(actions)
        check_actions(actions, (self.num_envs, self.measures.actions))
        self.moment.previous_action[:] = self.moment.action
        np.minimum(np.maximum(actions, -1.0), 1.0, out=self.moment.action)
        self._actuation.act(self.moment.action)
        if self._reserve is not None:
            self._reserve.weaken(self._actuation.control, self.engine.state)
        self._push()

        last, self._observations = self._observations, self._new_observations(self.num_envs)
        rewards = np.zeros(self.num_envs, dtype=np.float32)
        terminated = np.zeros(self.num_envs, dtype=np.bool_)
        truncated = np.zeros(self.num_envs, dtype=np.bool_)
        infos: dict[str, Any] = {}

        # Courses are made while the physics runs.
        beside = self.courses.work if self.courses.waiting else None
        self.engine.step(self._actuation.control, self.task.decision_steps, beside)
        self._live(last, rewards, terminated, truncated, infos)
        return self._observations, rewards, terminated, truncated, infos

    def _live(
        self,
        last: Observations,
        rewards: NDArray[np.float32],
        terminated: NDArray[np.bool_],
        truncated: NDArray[np.bool_],
        infos: dict[str, Any],
    ) -> None:
        """Ends a decision: what happened, what it is worth, what is sensed, who starts over."""
        moment, everyone = self.moment, slice(None)
        broken = rest_broken(moment.state, self.body.standing_height)
        position = moment.state.root_position
        self._elapsed += 1
        if self._reserve is not None:
            self._reserve.spend(moment.state, self.dt)
        self._measure(moment, everyone)
        np.subtract(position[:, 0], moment.previous_x, out=moment.progress)
        if self._senses_flights:
            update_air_time(moment)
        if self._senses_ranges:
            update_ranges(moment)
        if self._senses_slip:
            feet = self._foot_positions(moment)
            np.divide(feet - self._feet_before, self.dt, out=moment.foot_velocity)
            self._feet_before = feet

        rules = self.task.endings
        causes = {ending.__name__: ending(moment, rules) for ending in endings.ENDINGS}
        causes["stuck"] = self._stuck.stuck(position[:, 0])
        causes["success"] = moment.finished = endings.finished(moment, self.courses.length)
        ended = reduce(np.logical_or, causes.values())
        late = endings.time_out(self._elapsed, self.dt, rules) & ~ended
        causes["time_out"] = late
        causes["broken"] = np.zeros_like(late) if broken is None else broken
        moment.terminated = ended
        reward = total_reward(moment, self._terms)
        if broken is not None:
            reward[broken] = 0.0
            for name in causes:
                causes[name] &= broken if name == "broken" else ~broken
            ended, late = ended & ~broken, late | broken
            self.broken += int(broken.sum())
        rewards[:], terminated[:], truncated[:] = reward, ended, late
        self._totals.add(moment, reward)

        self._renew_commands()
        self._sense(moment, everyone, self._observations)
        done = ended | late
        if done.any():
            agents = np.flatnonzero(done)
            self._end(agents, {name: cause[agents] for name, cause in causes.items()}, last, infos)
        self._remember(everyone)
        if self.second_chances is not None:
            self.second_chances.keep()

    def _end(
        self,
        agents: NDArray[np.intp],
        causes: dict[str, NDArray[np.bool_]],
        last: Observations,
        infos: dict[str, Any],
    ) -> None:
        """Tells how the episodes of some agents ended, and begins their next ones."""
        x = np.where(causes["broken"], self.moment.previous_x[agents], self.moment.state.root_position[agents, 0])
        for name, final in self.final_observations.items():
            final[agents] = self._observations[name][agents]
            final[agents[causes["broken"]]] = last[name][agents[causes["broken"]]]
        totals = self._totals.finish(agents, x, self.courses.difficulty[agents], causes)
        whole = np.ones(len(agents), dtype=np.bool_)
        if self.second_chances is not None:
            whole = ~self.second_chances.relived[agents]
            self.second_chances.failed(agents[~(causes["success"] | causes["time_out"] | causes["broken"])])
        tell_endings(infos, agents, totals, self.final_observations, self.num_envs, whole)
        self.courses.judge(agents[whole], x[whole])
        self._begin(agents)

    def _begin(self, agents: NDArray[np.intp]) -> None:
        """Begins the next episode of some agents, at the start line or at a second chance."""
        chances = self.second_chances
        again = agents[:0] if chances is None else chances.begin(agents)
        self._episode[agents] += 1
        self.courses.place(agents)
        self.courses.plan(agents, self._seed, self._episode[agents] + 1)
        if chances is not None:
            chances.restore(again)
            chances.plan(agents)
        if len(afresh := np.setdiff1d(agents, again)):
            self._start_over(afresh)

    def _start_over(self, agents: NDArray[np.intp]) -> None:
        """Begins an episode of some agents at the start line: physics, pose, command, first observation."""
        engine, moment, chance = self.engine, self.moment, self.task.randomisation
        self._elapsed[agents] = 0
        episodes = self._episode[agents]
        streams = episode_streams(self._seed, agents, episodes)
        physics = episode_draws.draw_physics(streams, chance, self.parameters)
        values = np.stack([physics.friction, physics.mass_scale, physics.motor_strength, physics.gravity], axis=1)
        new = (values != self._physics[agents]).any(axis=1)
        if new.any():
            engine.set_parameters(agents[new], *np.ascontiguousarray(values[new].T))
            self._physics[agents] = values
        self._push_speed[agents] = physics.push_speed
        self._actuation.reset(agents, physics.action_delay)
        if self._reserve is not None:
            self._reserve.rest(agents)

        start = start_pose(streams, agents, chance, self.measures, self.body.planar, self._soles, self._terrain)
        engine.reset(agents, *start)

        moment.action[agents] = 0.0
        moment.previous_joint_velocity[agents] = moment.earlier_joint_velocity[agents] = 0.0
        self._stuck.reset(agents, start.position[:, 0])
        self._command(agents, np.zeros(len(agents), dtype=np.int64))
        part = part_of(moment, agents)
        self._measure(part, agents)
        update_air_time(moment, only=agents)
        update_ranges(moment, only=agents)
        if self._senses_slip:
            self._feet_before[agents] = self._foot_positions(part)
        fresh = self._new_observations(len(agents))
        self._sense(part, agents, fresh)
        for name, value in fresh.items():
            self._observations[name][agents] = value

    def _command(self, agents: NDArray[np.intp], turn: NDArray[np.int64]) -> None:
        """Gives some agents the ``turn``-th command of their episode."""
        streams = episode_streams(self._seed, agents, self._episode[agents])
        speed, heading = episode_draws.draw_command(streams, turn, self.task.command, self.parameters)
        y = self.moment.state.root_position[agents, 1]
        way = speed * self.task.command.resample_seconds
        heading = episode_draws.kept_on_lane(heading, y, self.courses.width[agents], way)
        self.moment.target_speed[agents] = speed
        self.moment.command_x[agents], self.moment.command_y[agents] = np.cos(heading), np.sin(heading)

    def _renew_commands(self) -> None:
        """Gives a new command to agents whose last is old enough."""
        if self.task.command.resample_seconds > 0.0:
            period = max(1, round(self.task.command.resample_seconds / self.dt))
            agents = np.flatnonzero(self._elapsed % period == 0)
            if len(agents):
                self._command(agents, self._elapsed[agents] // period)

    def _push(self) -> None:
        """Pushes the agents whose time has come."""
        if not self._push_speed.any():
            return
        period = max(1, round(self.task.randomisation.push_interval / self.dt))
        agents = np.flatnonzero((self._elapsed > 0) & (self._elapsed % period == 0) & (self._push_speed > 0.0))
        if len(agents):
            streams = episode_streams(self._seed, agents, self._episode[agents])
            turn = self._elapsed[agents] // period
            self.engine.push(agents, episode_draws.draw_push(streams, turn, self._push_speed[agents]))

    def _measure(self, moment: Moment, lanes: slice | NDArray[np.intp]) -> None:
        """Fills what follows from the state: frames, the floor under the root, the height over it."""
        position = moment.state.root_position
        update_frames(moment)
        moment.floor = self._terrain.floor_at(lanes, position[:, 0], position[:, 1])
        np.subtract(position[:, 2], moment.floor, out=moment.height)

    def _sense(self, moment: Moment, lanes: slice | NDArray[np.intp], observations: Observations) -> None:
        """Fills the observations of some agents."""
        sense_proprioception(moment, self._own_layout, observations["proprioception"])
        self._terrain.sense(moment, lanes, observations["terrain"])

    def _remember(self, agents: slice | NDArray[np.intp]) -> None:
        """Keeps what the next decision of some agents is compared with."""
        moment = self.moment
        moment.previous_x[agents] = moment.state.root_position[agents, 0]
        moment.earlier_joint_velocity[agents] = moment.previous_joint_velocity[agents]
        moment.previous_joint_velocity[agents] = moment.state.joint_velocity[agents]

    def _foot_positions(self, moment: Moment) -> NDArray[np.float64]:
        state = moment.state
        return self._kinematics.positions(state.root_position, state.root_quaternion, state.joint_position)

    def _new_observations(self, agents: int) -> Observations:
        return {name: np.empty((agents, size), dtype=np.float32) for name, size in self._sizes.items()}

    def close_extras(self, **_: Any) -> None:
        """Frees the engine."""
        self.engine.close()
