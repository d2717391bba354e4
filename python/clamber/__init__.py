"""Articulated creatures learn to cross procedural obstacle courses, in Unity ML-Agents and without Unity."""
