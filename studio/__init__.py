"""Gateway Studio: chat, compare and pictures through AI gateways."""

__version__ = "0.1.0"
