"""The ML-Agents wire: the headless player, the codec, the plugin for mlagents-learn."""
