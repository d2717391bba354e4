"""Courses: from a spec, a seed and a difficulty to boxes, spheres, height fields and the raster of a lane."""

from clamber.courses.capacity import capacity
from clamber.courses.generation import STANDING_HEIGHT, generate
from clamber.courses.plan import check_course

__all__ = ["STANDING_HEIGHT", "capacity", "check_course", "generate"]
