"""Tests of the four protocols of the built-in gateway."""
