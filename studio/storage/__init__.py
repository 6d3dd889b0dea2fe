"""SQLite and picture files: what survives the program."""
