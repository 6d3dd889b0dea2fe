"""The one renderer of text for every view."""
