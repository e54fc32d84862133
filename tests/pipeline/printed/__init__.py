"""The checker of what is printed: every number on pages and in workbooks is worked out again from the warehouse, by another way.

In: reading pages and workbooks, the figures as plain sums over the stored series, the comparison. Out: which districts are checked
(tests.pipeline.test_printed_figures, tests.bench.pages).
"""
