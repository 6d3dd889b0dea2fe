"""Widgets and painting."""
