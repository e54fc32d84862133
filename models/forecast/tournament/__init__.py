"""Which forecaster is used for which indicator and size class: candidates, their comparison, the choice applied.

In: rolling origins and scaled errors. Out: when it is held (pipelines.month.tournament).
"""
