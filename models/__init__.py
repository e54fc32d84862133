"""What is computed: pure functions from frames and frozen settings to frames; no clock, no files, no database."""
