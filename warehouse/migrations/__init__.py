"""Numbered SQL files that bring a database of any earlier version to the contracts; a file that has run is never edited."""
