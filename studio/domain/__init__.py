"""Values, events and errors: what everything else is said in."""
