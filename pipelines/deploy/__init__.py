"""Keeping the program running: one tree of processes, and the files with which an office runs it (systemd, compose, nginx).

In: starting, restarting and ending processes. Out: what each of them does (pipelines.commands, Dagster).
"""
