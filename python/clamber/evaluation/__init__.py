"""How good a brain is: metrics, reports, plots and films."""
