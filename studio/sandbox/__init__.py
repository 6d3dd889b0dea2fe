"""The built-in gateway: a real HTTP server on loopback with made-up answers."""
