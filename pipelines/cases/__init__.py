"""Following cases: one function that records a change, whichever door it comes through, and opening cases when a list is published.

In: putting decisions (models.cases) and storage (warehouse.ops.cases) together. Out: the doors themselves (pipelines.commands,
pipelines.ingest).
"""
