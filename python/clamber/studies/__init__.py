"""Studies: sets of trainings that differ in one thing each, measured alike, told in tables and plots."""
