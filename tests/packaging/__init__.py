"""Tests of what sets the project up and builds it."""
