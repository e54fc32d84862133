"""How runs live: Dagster's storage and settings, who runs what, waiting for one another, what became of a run that died, and the log file.

In: storage, owners, launching, waiting, progress. Out: what a job does (pipelines.assets, pipelines.jobs) and what a verb prints afterwards
(pipelines.commands).
"""
