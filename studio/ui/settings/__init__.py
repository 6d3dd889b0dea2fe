"""Gateways, keys, models, parameters, appearance."""
