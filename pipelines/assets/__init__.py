"""The steps of a month as Dagster assets, one file per group in flow order: which tables each makes from which.

What a step does stands in a function of the same name (pipelines.steps), which it loads when it runs.

A step is handed the month it runs for and can read no table but those it names here; what it names is what Dagster shows.
"""
