"""Tests by kind, a folder and a `make test-<kind>` each; a folder's docstring says what belongs there."""
