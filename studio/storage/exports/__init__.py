"""One file for each format a conversation can leave in."""
