"""What Dagster is told of a run and keeps for ever: counts, versions, verdicts and the reason of a failure.

In: how rows, results and errors are told without saying whom they are about. Out: what a run computes (pipelines.assets).
Dagster's storage knows no channel and no scope, so no name, credit code, figure or address may get there; whoever started a run at a
terminal reads more (terminal_notices.py), and nothing of that is kept.
"""
