"""The fictional district: figures, files and the truth behind them, for demonstration, tests and measuring.

In: a seed and a size. Out: deliveries in an inbox, and what was planted in a folder apart from it.
Stays out: everything the models do. Nothing here imports them, so that they cannot lean on how events are planted.
"""
