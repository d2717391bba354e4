"""Engines behind one interface: MuJoCo (default) and PhysX through SAPIEN."""

from clamber.physics.engine import BodyState, Engine
from clamber.physics.engines import ENGINE_NAMES, make_engine

__all__ = ["ENGINE_NAMES", "BodyState", "Engine", "make_engine"]
