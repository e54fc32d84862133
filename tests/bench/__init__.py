"""Measurements, not tests: run by `make bench-…`, reported in RESULTS.md with date, command and what fell short."""
