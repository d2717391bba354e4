"""The learner: PPO, its networks, results and brains. ``train.train`` is ``clamber train``."""
