"""The transcript: one view that shows a conversation as a text and as messages."""
