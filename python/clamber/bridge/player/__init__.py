"""The headless player: to a learner it is a Unity build, without Unity.

It needs NumPy and gRPC, and nothing of mlagents. ``main`` is the program, ``session`` the protocol.
"""
