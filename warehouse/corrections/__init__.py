"""Corrections to delivered figures, as data: TOML files with reason, author and the figure they expect to find."""
