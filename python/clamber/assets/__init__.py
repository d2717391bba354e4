"""Reads and writes the Unity .asset files. The only package that knows Unity's file format."""
