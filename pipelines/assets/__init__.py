"""The steps of a month as Dagster assets, one file per group in flow order; each reads frames, calls one pure function, writes.

A step is handed the month it runs for and can read no table but those it names here; what it names is what Dagster shows.
"""
