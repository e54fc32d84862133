"""Whole jobs on a small home: what is published, stored, refused and repeated when the parts work together."""
