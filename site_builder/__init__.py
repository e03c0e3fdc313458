"""Saved pages of speeches in, a searchable, citable website out."""

__version__ = "0.1.0"
