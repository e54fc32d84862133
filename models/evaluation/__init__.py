"""How good the warnings were: what really happened, the yardsticks, and the rules an office would use instead.

In: labels from planted truth or recorded outcomes, figures of merit with intervals, rules of thumb, the backtest report.
Out: running the months of a backtest (pipelines) and drawing its page (reports).
"""
