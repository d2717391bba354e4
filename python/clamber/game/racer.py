"""One creature in a race: it senses, its brain decides, its engine moves it; a fall is not its end."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from clamber.assets.course import CourseSpec
from clamber.courses.capacity import capacity
from clamber.courses.course import Course
from clamber.courses.generation import generate
from clamber.evaluation.brain import Brain
from clamber.evaluation.episodes import task_of
from clamber.game.catalog import Entrant, body_scale, steerable
from clamber.game.checkpoints import Checkpoints
from clamber.game.level_ground import level_before
from clamber.game.link_poses import LinkPoses
from clamber.game.messages import CreatureState, Status
from clamber.game.race_task import race_task
from clamber.game.standings import Standing
from clamber.game.steering import Steering
from clamber.physics.mujoco_boulders import MujocoBoulders
from clamber.tasks import endings
from clamber.tasks.action import Actuation
from clamber.tasks.kinematics import stands_on
from clamber.tasks.measures import GRAVITY, measure
from clamber.tasks.moment import new_moment, update_frames
from clamber.tasks.part import rest_broken
from clamber.tasks.random_streams import episode_streams
from clamber.tasks.reserve import reserve_of
from clamber.tasks.senses import proprioception_layout, sense_proprioception
from clamber.tasks.start import start_pose
from clamber.tasks.terrain_sense import TerrainMap

Float = NDArray[np.float64]

_LOG = logging.getLogger("clamber.game")

#: How long a creature lies before it is put back on its feet, s, and how long it must have been up to go on by itself.
LYING, UP_AGAIN = 2.0, 0.5
#: Deeper than this below the lane's level it is put back at once, leg lengths.
DEEPEST = 3.0
#: How far beyond the finish a creature stops walking, leg lengths.
BEYOND = 1.5
#: How long after the finish, and after a shove or a boulder there, nothing is computed any more, s.
RUN_OUT = 3.0
#: A shove of 1, in sqrt(gravity x leg length).
SHOVE = 0.7
#: Boulders on a lane at most.
BOULDERS = 4
#: A boulder's radius in leg lengths and its mass in creatures, as in Unity's race.
BOULDER_RADIUS, BOULDER_MASS = 0.15, 0.1

_ALONE = np.zeros(1, dtype=np.intp)
_EVERY = slice(None)


@dataclass(frozen=True)
class Happening:
    """Something worth telling: "fell", "out", "stuck", "recovered" or "finished"."""

    what: str


class Racer:
    """A creature on its lane. Lengths are in its own metres (its legs, its lane), not in the picture's.

    Attributes:
        entrant: who it is.
        course: its lane.
        standing: how it is doing.
        status: the same in one word.
        steerable: whether its task teaches to follow a command.
    """

    def __init__(self, entrant: Entrant, course: CourseSpec, seed: int, difficulty: float, lane: int) -> None:
        """Makes its lane, its body and its brain, at the start line.

        Args:
            entrant: who it is.
            course: the lane's spec.
            seed: of the course, and of the starts.
            difficulty: of the course.
            lane: the number of its lane; so that twins do not run in step, each starts a little otherwise.

        Raises:
            ValueError: one line; the brain does not fit or the course cannot be made.
        """
        self.entrant = entrant
        body, task = entrant.content.body, entrant.content.task
        if entrant.brain_path is not None:
            task = task_of(entrant.brain_path, task)
        self.steerable = steerable(task) and entrant.brain_path is not None
        self._command = task.command
        self._task = task = race_task(task)
        self._body = body
        self.scale = body_scale(body, task)
        self._measures = measures = measure(body, task.control)
        room = capacity(course, self.scale)
        self.course: Course = generate(course, seed, difficulty, self.scale, measures.top_height)
        self._checkpoints = Checkpoints(self.course)
        self.engine = MujocoBoulders(
            body, room, task.physics_step, task.control, BOULDERS, BOULDER_RADIUS * body.leg_length,
            BOULDER_MASS * measures.mass,
        )  # fmt: skip
        self.engine.place(0, self.engine.prepare(self.course))
        chance = task.randomisation
        self.engine.set_parameters(
            _ALONE, *(np.array([value]) for value in
            (chance.friction.x, chance.mass_scale.x, chance.motor_strength.x, GRAVITY)),
        )  # fmt: skip
        self._terrain = TerrainMap(task.terrain, 1, room, body.leg_length, self.scale)
        self._terrain.place(0, self.course)
        self._moment = new_moment(measures, task.physics_step * task.decision_steps, self.engine.state)
        self._moment.lane_width[:] = self.course.width
        self._actuation = Actuation(task, measures, 1)
        self._delay = np.array([round(chance.action_delay.x)], dtype=np.int64)
        self._feet = stands_on(body)
        self._links = LinkPoses(body)
        self._reserve = reserve_of(task, body, 1)
        self._moment.stamina = self._reserve.left if self._reserve is not None else None
        self._layout = proprioception_layout(measures, self._reserve is not None)
        senses = sum(block.size for block in self._layout)
        samples = self._terrain.floor_samples + self._terrain.ceiling_samples
        self._senses = np.empty((1, senses), np.float32), np.empty((1, samples), np.float32)
        self._brain = None
        if entrant.brain_path is not None:
            self._brain = Brain(entrant.brain_path, (senses, samples), measures.actions)
            rules = task.endings
        else:
            # Nobody expects a creature without a brain to get anywhere.
            rules = replace(task.endings, stuck_seconds=0.0)
        self._stuck = endings.StuckWatch(1, task.physics_step * task.decision_steps, rules, measures)
        self.standing = Standing(self.course.length)
        self.status = Status.RUNNING
        self.steering: Steering | None = None
        self._seed, self._lane, self._starts = seed, np.array([lane], dtype=np.intp), 0
        self._begin = level_before(self.course, entrant.begin * self.scale) if entrant.begin > 0.0 else 0.0
        self._furthest = self._begin
        self._since = 0.0  # since it fell or finished, s
        self._owed = 0.0  # of race time that no whole physics step has been made of yet, s
        self._upright = 0.0
        self._steps_to_decision = 0
        self._stand_at(self._back())

    @property
    def x(self) -> float:
        """How far along its lane its root is, m."""
        return float(self.engine.state.root_position[0, 0])

    @property
    def position(self) -> Float:
        """Of its root in its lane's frame, (3,), m."""
        position: Float = self.engine.state.root_position[0]
        return position

    def steer(self, speed: float, heading: float) -> None:
        """Points the player's stick; see ``Steering.point``."""
        if self.steering is None:
            self.steering = Steering(self._command)
        self.steering.point(speed, heading)

    def release(self) -> None:
        """Gives the creature back to its own command."""
        self.steering = None
        self._stuck.reset(_ALONE, np.array([self.x]))
        self._command_own()

    def push(self, direction: tuple[float, float, float]) -> None:
        """Shoves it; a ``direction`` of length 1 is a good shove, whatever its size."""
        change = SHOVE * float(np.sqrt(GRAVITY * self._body.leg_length)) * np.array([direction])
        self.engine.push(_ALONE, change)
        self._stir()

    def throw(self, boulder: int, position: Float, velocity: Float) -> None:
        """Throws a boulder into its lane; see ``MujocoBoulders.throw``."""
        self.engine.throw(boulder, position, velocity)
        self._stir()

    def _stir(self) -> None:
        """One that rests behind the finish lives on for a while, or what was thrown at it would hang in the air."""
        if self.status == Status.FINISHED:
            self._since = 0.0

    def advance(self, seconds: float, time: float) -> list[Happening]:
        """Lets it live for so many seconds, and by what physics steps left over; ``time`` is the race's then, s."""
        if self.status == Status.FINISHED and self._since > RUN_OUT:
            return []
        happened: list[Happening] = []
        self._owed += seconds
        steps = int(self._owed / self._task.physics_step + 1e-6)
        self._owed -= steps * self._task.physics_step
        while steps > 0:
            if self._steps_to_decision == 0:
                self._decide()
                self._steps_to_decision = self._task.decision_steps
            run = min(steps, self._steps_to_decision)
            self.engine.step(self._actuation.control, run)
            steps -= run
            self._steps_to_decision -= run
            lived = run * self._task.physics_step
            happened += self._judge(lived, time - steps * self._task.physics_step)
        return happened

    def _decide(self) -> None:
        """Senses, asks the brain, and sets the controls for a decision."""
        moment = self._moment
        if self.steering is not None:
            self.steering.follow(moment.dt)
            moment.target_speed[:] = self.steering.speed
            moment.command_x[:], moment.command_y[:] = np.cos(self.steering.heading), np.sin(self.steering.heading)
        if self._brain is None or self._past_finish():
            moment.action[:] = 0.0
        else:
            sense_proprioception(moment, self._layout, self._senses[0])
            self._terrain.sense(moment, _EVERY, self._senses[1])
            moment.action[:] = self._brain.act(*self._senses)
        self._actuation.act(moment.action)
        if self._reserve is not None:
            self._reserve.weaken(self._actuation.control, self.engine.state)

    def _judge(self, dt: float, time: float) -> list[Happening]:
        """Takes in what so many seconds have brought."""
        moment, state = self._moment, self.engine.state
        broken = rest_broken(state, self._body.standing_height) is not None
        if broken:
            return self._mend()
        if self._reserve is not None:
            self._reserve.spend(state, dt)
        self._measure()
        self._since += dt
        self.standing.move(self.x, float(state.root_linear_velocity[0, 0]), dt)
        if self.status == Status.FINISHED:
            return []
        rules = self._task.endings
        outside = bool(endings.out_of_bounds(moment, rules)[0])
        down = bool(endings.fell_over(moment, rules)[0] | endings.fatal_contact(moment, rules)[0])
        if self.status == Status.FALLEN:
            return self._lie(dt, down or outside)
        if endings.finished(moment, np.array([self.course.length]))[0]:
            self.standing.finish(time)
            self.status, self._since = Status.FINISHED, 0.0
            return [Happening("finished")]
        self._furthest = max(self._furthest, self.x)
        if down or outside:
            self.standing.fall()
            self.status, self._since, self._upright = Status.FALLEN, 0.0, 0.0
            return [Happening("fell" if down else "out")]
        if self._steps_to_decision == 0 and self._stuck.stuck(state.root_position[:, 0])[0]:
            if self.steering is None:
                self._stand_at(self._back())
                return [Happening("stuck")]
            self._stuck.reset(_ALONE, state.root_position[:, 0])
        return []

    def _mend(self) -> list[Happening]:
        """A simulation that broke is put right: it counts as a fall and getting up, beyond the finish as nothing."""
        _LOG.warning("%s: the simulation of %s broke; it is put back on its feet", self.entrant.name, self.entrant.task)
        if self.status == Status.FINISHED:
            self._stand_at(self.course.length)
            return []
        happened = []
        if self.status == Status.RUNNING:
            self.standing.fall()
            happened.append(Happening("fell"))
        self._stand_at(self._back())
        self.status = Status.RUNNING
        return [*happened, Happening("recovered")]

    def _lie(self, dt: float, down: bool) -> list[Happening]:
        """A creature that fell goes on trying; on its feet again by itself it stays where it is."""
        self._upright = 0.0 if down else self._upright + dt
        deep = self.position[2] < -DEEPEST * self._body.leg_length
        if self._since < LYING and not deep:
            return []
        if self._upright < UP_AGAIN:
            self._stand_at(self._back())
        self._stuck.reset(_ALONE, np.array([self.x]))
        self.status = Status.RUNNING
        return [Happening("recovered")]

    def _back(self) -> float:
        """Where it goes on after a fall, m."""
        return max(self._checkpoints.before(self._furthest), self._begin)

    def _past_finish(self) -> bool:
        return self.status == Status.FINISHED and self.x > self.course.length + BEYOND * self._body.leg_length

    def _stand_at(self, x: float) -> None:
        """Puts it on its feet in the middle of the lane, at rest."""
        streams = episode_streams(self._seed, self._lane, np.array([self._starts]))
        self._starts += 1
        start = start_pose(
            streams, _ALONE, self._task.randomisation, self._measures, self._body.planar, self._feet, self._terrain
        )
        position, at = start.position, np.array([x])
        position[:, 2] += self._terrain.floor_at(_EVERY, at, position[:, 1])
        position[:, 2] -= self._terrain.floor_at(_EVERY, position[:, 0], position[:, 1])
        position[:, 0] = x
        self.engine.reset(_ALONE, position, start.quaternion, start.velocity, start.joints)
        self.standing.move(x, 0.0, 0.0)
        self._moment.action[:] = 0.0
        self._actuation.reset(_ALONE, self._delay)
        if self._reserve is not None:
            self._reserve.rest(_ALONE)
        self._stuck.reset(_ALONE, at)
        self._steps_to_decision = 0
        if self._brain is not None:
            self._brain.forget()
        if self.steering is None:
            self._command_own()
        self._measure()

    def _command_own(self) -> None:
        """The task's own command: the middle of its speeds, straight on."""
        self._moment.target_speed[:] = self._task.command.target_speed.x
        self._moment.command_x[:], self._moment.command_y[:] = 1.0, 0.0

    def _measure(self) -> None:
        """Fills what follows from the state: frames, the floor under the root, the height over it."""
        position = self.engine.state.root_position
        update_frames(self._moment)
        self._moment.floor = self._terrain.floor_at(_EVERY, position[:, 0], position[:, 1])
        np.subtract(position[:, 2], self._moment.floor, out=self._moment.height)

    def state(self, zoom: float) -> CreatureState:
        """As the picture shows it, ``zoom`` times as large."""
        state = self.engine.state
        positions, quaternions = self._links.poses(state.root_quaternion, state.joint_position)
        return CreatureState(
            self.status, state.foot_contact[0], state.root_position[0] * zoom, positions[0] * zoom, quaternions[0]
        )

    def close(self) -> None:
        """Frees its engine."""
        self.engine.close()
