"""Agents' experience as columns: what mlagents' AgentManager does agent by agent, done for all at once."""
# mypy: disable-error-code="misc, no-any-return"

from __future__ import annotations

from typing import Any

from mlagents.trainers import trainer_controller
from mlagents.trainers.action_info import ActionInfo
from mlagents.trainers.agent_processor import AgentManager
from mlagents_envs.base_env import DecisionSteps, TerminalSteps

from clamber.bridge.trainer.policy import ColumnPolicy


class ColumnAgentManager(AgentManager):
    """An AgentManager whose policy keeps the experience itself."""

    def add_experiences(
        self,
        decision_steps: DecisionSteps,
        terminal_steps: TerminalSteps,
        worker_id: int,
        previous_action: ActionInfo,
    ) -> None:
        """Takes in a step of one player."""
        self.policy.experience(worker_id, decision_steps, terminal_steps)

    def end_episode(self) -> None:
        """The players start over."""
        self.policy.forget()


def serve_columns() -> None:
    """Lets mlagents' controller make a ColumnAgentManager for a ColumnPolicy; for others it makes what it did."""
    stock = trainer_controller.AgentManager
    if stock is not AgentManager:
        return

    def manager(policy: Any, *arguments: Any, **keywords: Any) -> AgentManager:
        kind = ColumnAgentManager if isinstance(policy, ColumnPolicy) else stock
        return kind(policy, *arguments, **keywords)

    trainer_controller.AgentManager = manager
