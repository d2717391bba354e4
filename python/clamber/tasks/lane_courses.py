"""Which course each agent is on, which comes next, and how difficult they are."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from clamber.assets.course import CourseSpec
from clamber.assets.task import Curriculum, CurriculumMode
from clamber.courses.course import Course
from clamber.courses.generation import generate
from clamber.physics.engine import Engine
from clamber.tasks.course_supply import CourseKey, CourseSupply, ReadyCourse
from clamber.tasks.curriculum import next_difficulty
from clamber.tasks.episode_draws import draw_course_seeds
from clamber.tasks.parameters import EnvironmentParameters
from clamber.tasks.random_streams import episode_streams
from clamber.tasks.terrain_sense import TerrainMap

Agents = NDArray[np.intp]
Float = NDArray[np.float64]


class LaneCourses:
    """The courses of all agents, a new one for every episode.

    An episode's seed follows from (environment seed, agent, episode). Its difficulty is the environment parameter
    ``difficulty`` if that is set, else the agent's own in a per-agent curriculum, else the task's.

    Attributes:
        seed: of each agent's course, (agents,).
        difficulty: of each agent's course, (agents,).
        length: of each agent's course, (agents,), m.
        width: of each agent's course, (agents,), m.
    """

    def __init__(
        self,
        spec: CourseSpec,
        scale: float,
        top_height: float,
        curriculum: Curriculum,
        parameters: EnvironmentParameters,
        terrain: TerrainMap,
        seeds: tuple[int, int],
        engine: Engine,
    ) -> None:
        """Bare lanes.

        Args:
            spec: of the courses.
            scale: metres per leg length.
            top_height: of the body as it stands, m; beams go by it.
            curriculum: the task's.
            parameters: of the environment; read when an episode is planned.
            terrain: is given the raster of every course.
            seeds: course seeds are drawn from the first up to but not including the second.
            engine: has a lane for each agent.
        """
        agents = engine.lanes
        self._spec, self._scale, self._top_height = spec, scale, top_height
        self._curriculum, self._parameters, self._terrain = curriculum, parameters, terrain
        self._seeds = seeds
        self._engine = engine
        self._supply = CourseSupply(spec, self._generate, engine.prepare)
        self._placed: list[ReadyCourse | None] = [None] * agents
        self._own = np.full(agents, curriculum.difficulty)
        self._planned = self._own.copy()
        self.seed, self._planned_seed = np.zeros(agents, dtype=np.int64), np.zeros(agents, dtype=np.int64)
        self.difficulty = self._own.copy()
        self.length, self.width = np.ones(agents), np.ones(agents)

    def restart(self, agents: Agents, difficulty: ArrayLike | None = None) -> None:
        """Gives some agents a difficulty of their own: one for all, or what each of all agents has reached, (agents,);
        None: the one that the curriculum starts with.

        Raises:
            ValueError: one line, for a difficulty that there is not; nothing is changed.
        """
        reached = np.asarray(self._curriculum.difficulty if difficulty is None else difficulty, dtype=np.float64)
        if reached.shape not in ((), self._own.shape) or not ((reached >= 0.0) & (reached <= 1.0)).all():
            raise ValueError(f"difficulty: {reached.tolist()} is not allowed; 0 to 1, one for all or one each")
        self._own[agents] = np.broadcast_to(reached, self._own.shape)[agents]

    @property
    def own_difficulty(self) -> Float:
        """The difficulty that each agent has reached in a per-agent curriculum, (agents,)."""
        return self._own

    def judge(self, agents: Agents, distance: Float) -> None:
        """Promotes and demotes agents whose episode has ended at ``distance`` m, in a per-agent curriculum."""
        if self._curriculum.mode != CurriculumMode.PER_AGENT:
            return
        self._own[agents] = next_difficulty(self._curriculum, self.difficulty[agents], distance, self.length[agents])
        if not self._parameters.is_set("difficulty"):
            self._planned[agents] = self._own[agents]

    def plan(self, agents: Agents, env_seed: int, episodes: NDArray[np.int64]) -> None:
        """Decides on the agents' next courses, of their episodes ``episodes``, so that they can be made ahead.

        Where agents climb they are not: how difficult the next is shows at the end of an episode, nearly always other
        than it was, and a course made for nothing takes as long as one that is used.
        """
        for agent in agents.tolist():
            given = self._parameters.get("difficulty")
            self._planned[agent] = self._own[agent] if given is None else given
        streams = episode_streams(env_seed, agents, episodes)
        self._planned_seed[agents] = draw_course_seeds(streams, self._seeds)
        self.plan_again(agents)

    def plan_for(self, agents: Agents, seeds: NDArray[np.int64], difficulties: Float) -> None:
        """Puts given courses into the place of the agents' next, (len(agents),) each."""
        self._planned_seed[agents], self._planned[agents] = seeds, difficulties
        self._want(agents)

    def plan_again(self, agents: Agents) -> None:
        """Lets the courses planned be made ahead, after the plan was set from outside."""
        if self._curriculum.mode != CurriculumMode.PER_AGENT or self._parameters.is_set("difficulty"):
            self._want(agents)

    def _want(self, agents: Agents) -> None:
        for agent in agents.tolist():
            self._supply.want(agent, CourseKey(int(self._planned_seed[agent]), float(self._planned[agent])))

    def renew(self, agents: Agents) -> None:
        """Has the engine forget what was on the agents' lanes; ``place`` puts even the same course there again."""
        self._engine.renew(agents)
        for agent in agents.tolist():
            self._placed[agent] = None

    def place(self, agents: Agents) -> None:
        """Puts the agents on the courses planned."""
        self.difficulty[agents] = self._planned[agents]
        self.seed[agents] = self._planned_seed[agents]
        for agent in agents.tolist():
            ready = self._supply.take(agent, self._key(agent))
            if self._placed[agent] is ready:
                continue
            self._engine.place(agent, ready.prepared)
            self._terrain.place(agent, ready.course)
            self.length[agent], self.width[agent] = ready.course.length, ready.course.width
            if self._supply.constant:
                self._placed[agent] = ready

    @property
    def waiting(self) -> bool:
        """Whether any course planned has not been made."""
        return self._supply.waiting

    def work(self) -> None:
        """Makes a few of the courses planned."""
        self._supply.work()

    def course_of(self, agent: int) -> Course:
        """The course that an agent is on."""
        return self._generate(self._key(agent))

    def course(self, seed: int, difficulty: float) -> Course:
        """The course of a seed and difficulty, as any agent would meet it."""
        return self._generate(CourseKey(seed, difficulty))

    def _key(self, agent: int) -> CourseKey:
        return CourseKey(int(self.seed[agent]), float(self.difficulty[agent]))

    def _generate(self, key: CourseKey) -> Course:
        return generate(self._spec, key.seed, key.difficulty, self._scale, self._top_height)
