"""The tour: a drive through the real window against the built-in gateway, one picture a step."""
