"""How ended episodes are told, in Gymnasium's form."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def tell_endings(
    infos: dict[str, Any],
    agents: NDArray[np.intp],
    totals: dict[str, NDArray[Any]],
    final_observations: dict[str, NDArray[np.float32]],
    num_envs: int,
    whole: NDArray[np.bool_],
) -> None:
    """Adds to a step's infos the agents whose episodes ended in it.

    Afterwards ``totals`` holds an array (num_envs,) per total, valid where ``_totals`` (``episode`` is what Gymnasium's
    RecordEpisodeStatistics tells); ``final_obs`` an array of
    objects, a dict of observations where ``_final_obs``, else None; ``final_info`` the totals once more. Totals are
    told of whole episodes only.

    Args:
        infos: of the step; may hold other agents already.
        agents: whose episodes ended.
        totals: by name, (len(agents),).
        final_observations: by sensor, (num_envs, size), valid for these agents.
        num_envs: number of all agents.
        whole: which of these agents' episodes began at the start line, (len(agents),).
    """
    if "totals" not in infos:
        episode = {name: np.zeros(num_envs, dtype=total.dtype) for name, total in totals.items()}
        told, ended = np.zeros(num_envs, dtype=np.bool_), np.zeros(num_envs, dtype=np.bool_)
        infos["totals"], infos["_totals"] = episode, told
        infos["final_obs"], infos["_final_obs"] = np.full(num_envs, None, dtype=object), ended
        infos["final_info"], infos["_final_info"] = {"totals": episode, "_totals": told}, ended
    infos["_totals"][agents[whole]] = True
    infos["_final_obs"][agents] = True
    for name, total in totals.items():
        infos["totals"][name][agents] = total
    for agent in agents.tolist():
        infos["final_obs"][agent] = {name: final[agent].copy() for name, final in final_observations.items()}
