"""Are the frames what their contracts say: Great Expectations suites made from contracts, and rules a contract cannot say.

In: evaluating checks on frames. Out: deciding what a failed check stops (assets do), printing it (reports do).
"""
