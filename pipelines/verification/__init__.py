"""Checking a published folder on any machine, with nothing but the folder.

In: files against their manifest, printed figures against the tables beside them, what is left out against an attacker. Out: making folders
(pipelines.delivery), the state of an installation (pipelines.commands.doctor).
"""
