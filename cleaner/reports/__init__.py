"""Renderings of removals, all drawn from the same records."""
