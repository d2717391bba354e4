"""Second chances: agents that begin their episode a little before the place where one of them failed.

Where failures are rare an agent hardly ever meets what leads to one: a runner that falls once in a hundred episodes
spends one decision in a thousand in the second or two in which it could still have caught itself. Here the agents'
lives are kept for a few seconds; when one fails, a moment from shortly before goes into a pool, and a share of the
episodes (environment parameter ``second_chances``) begins at such a moment: same course, pose, speed and physics, other
pushes and commands. That is what the rare-event methods of splitting do to sample what is improbable (Kahn and Harris
1951), and what Salimans and Chen (2018) and Go-Explore (Ecoffet et al. 2021) do to learn from a moment worth returning
to. Episodes that begin so are told in no statistics and move no curriculum.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from clamber.tasks.changing import can_be_kept, changing
from clamber.tasks.random_streams import Purpose, episode_streams, uniform

if TYPE_CHECKING:
    from clamber.tasks.environment import ClamberVectorEnv

Agents = NDArray[np.intp]

#: A moment is kept this often, s.
INTERVAL = 0.25
#: How long before a failure an episode may begin again, s: before it last made progress, where being stuck is one.
LEAD = (0.5, 3.0)
#: The pool holds this many moments; a newer one takes the oldest one's place.
ROOM = 512
#: What an agent keeps of its own, whatever moment it begins at.
_OWN = ("._episode", "courses._own", "courses._planned", "courses._planned_seed", "_actuation._past")
#: What Moment holds by coordinate first and agent second.
_AGENT_LAST = ("moment.gravity", "moment.velocity")


class SecondChances:
    """The recent lives of an environment's agents, and the moments before their failures."""

    def __init__(self, env: ClamberVectorEnv) -> None:
        """Nothing has happened yet.

        Raises:
            ValueError: one line, for an engine that does not tell all of its state.
        """
        if not can_be_kept(env):
            raise ValueError("environment parameter second_chances: not allowed with this engine; only with mujoco")
        self._env = env
        self._every = max(1, round(INTERVAL / env.dt))
        spacing = self._every * env.dt
        # The last moment kept may be as old as nothing, the one before it as one interval.
        self._lead = (1 + round(LEAD[0] / spacing), 1 + round(LEAD[1] / spacing))
        slots = self._lead[1] + int(np.ceil(env.task.endings.stuck_seconds / spacing)) + 1
        agents = env.num_envs
        rows = dict(self._rows())
        self._kept = {key: np.zeros((slots, *values.shape), values.dtype) for key, values in rows.items()}
        self._pool = {key: np.zeros((ROOM, *values.shape[1:]), values.dtype) for key, values in rows.items()}
        #: Decisions so far, moments ever put into the pool.
        self._counts = np.zeros(2, dtype=np.int64)
        #: How many moments of its present life are kept, (agents,).
        self._held = np.zeros(agents, dtype=np.int64)
        #: The place in the pool at which the next episode begins, -1 at the start line, (agents,).
        self._next = np.full(agents, -1, dtype=np.int64)
        #: Whether the present episode began in the middle, (agents,).
        self.relived = np.zeros(agents, dtype=np.bool_)

    def arrays(self) -> dict[str, NDArray[Any]]:
        """All that changes here, by name."""
        own = {"counts": self._counts, "held": self._held, "next": self._next, "relived": self.relived}
        kept = {f"kept.{key}": values for key, values in self._kept.items()}
        return own | kept | {f"pool.{key}": values for key, values in self._pool.items()}

    def keep(self) -> None:
        """Takes in a decision of all agents; every so often their moment is kept."""
        self._counts[0] += 1
        if self._counts[0] % self._every:
            return
        slot = self._counts[0] // self._every % len(self._kept["._elapsed"])
        for key, values in self._rows():
            self._kept[key][slot] = values
        self._held += 1

    def failed(self, agents: Agents) -> None:
        """Puts into the pool what some agents were like shortly before they failed, which they just have.

        Who failed sooner after its beginning than that is left out: the start line is its second chance. So is who
        failed soon at a second chance: a moment from which nobody can be saved would fill the pool with its like.
        """
        env = self._env
        share = uniform(episode_streams(env._seed, agents, env._episode[agents]), Purpose.SECOND_CHANCE, 1)[:, 0]
        low, high = self._lead
        back = low + np.floor(share * (high - low + 1)).astype(np.int64) + env._stuck.waited(agents) // self._every
        slots = len(self._kept["._elapsed"])
        now = self._counts[0] // self._every
        least = np.where(self.relived[agents], np.maximum(back, high), back)
        for agent, past, lived in zip(agents, back, least, strict=True):
            if lived > min(self._held[agent], slots):
                continue
            slot, place = (now - past + 1) % slots, self._counts[1] % ROOM
            for key, values in self._pool.items():
                values[place] = self._kept[key][slot, agent]
            self._counts[1] += 1

    def plan(self, agents: Agents) -> None:
        """Decides which of some agents have their next episode begin in the middle, and where, so that its course can
        be made ahead.
        """
        env = self._env
        filled = min(int(self._counts[1]), ROOM)
        chance = np.array([env.parameters.get("second_chances") or 0.0 for _ in agents])
        streams = episode_streams(env._seed, agents, env._episode[agents] + 1)
        share = uniform(streams, Purpose.SECOND_CHANCE, 2, first=1)
        again = (share[:, 0] < chance) & (filled > 0)
        self._next[agents] = np.where(again, np.floor(share[:, 1] * filled).astype(np.int64), -1)
        self._plan_courses(agents[again])

    def forget(self, agents: Agents, everything: bool = False) -> None:
        """Has some agents begin their next episode at the start line; with ``everything`` the pool is empty again."""
        self._next[agents] = -1
        if everything:
            self._counts[:] = 0
            # Of agents that live on, too, the moments kept lie at places counted from then.
            self._held[:] = 0
            self._next[:] = -1

    def begin(self, agents: Agents) -> Agents:
        """Begins the life of some agents, and plans the courses of those that begin in the middle; returns these."""
        self._held[agents] = 0
        again: Agents = agents[self._next[agents] >= 0]
        self.relived[agents] = False
        self.relived[again] = True
        # Newer moments may have come into the pool since, and the difficulty to come may have changed.
        self._plan_courses(again)
        return again

    def restore(self, agents: Agents) -> None:
        """Makes some agents that begin in the middle, and are on their courses already, what was planned for them."""
        if not len(agents):
            return
        env, places = self._env, self._next[agents]
        physics = self._pool["._physics"][places]
        new = (physics != env._physics[agents]).any(axis=1)
        if new.any():
            env.engine.set_parameters(agents[new], *np.ascontiguousarray(physics[new].T))
        for key, values in self._rows():
            values[agents] = self._pool[key][places]
        # Before its next decision, velocities move on by one as everybody's do.
        env.moment.previous_joint_velocity[agents] = env.moment.earlier_joint_velocity[agents]
        # What it did earlier than that is not kept; a lag then repeats the last action.
        env._actuation.fill(agents, env.moment.action[agents])

    def _plan_courses(self, agents: Agents) -> None:
        places = self._next[agents]
        seeds, difficulties = (self._pool[f"courses.{name}"][places] for name in ("seed", "difficulty"))
        self._env.courses.plan_for(agents, seeds, difficulties)

    def _rows(self) -> list[tuple[str, NDArray[Any]]]:
        """Views of what changes of every agent, (agents, ...), by name."""
        rows = []
        for path, owner, name in changing(self._env):
            key = f"{path}.{name}"
            if key not in _OWN:
                values = getattr(owner, name)
                rows.append((key, values.T if key in _AGENT_LAST else values))
        return rows + [(f"observations.{name}", values) for name, values in self._env._observations.items()]
