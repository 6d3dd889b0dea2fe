"""One file for each format a history can arrive in."""
