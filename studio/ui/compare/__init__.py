"""Lanes side by side."""
