"""What the grader costs, as ratios within one run: `python -m benchmarks`."""
