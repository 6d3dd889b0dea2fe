"""Frames to events and prompts to requests, without a socket."""
