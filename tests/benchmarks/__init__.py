"""Benchmarks: ours, the floor and the peers, measured in the same run."""
