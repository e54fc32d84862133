"""A second fictional world, whose mechanisms differ from those of the demonstration: nothing that is tuned to one holds in it by itself.

In: settings with a reason each, and a seed. Out: tidy deliveries and the truth about them, in the form the demonstration has. Names, codes
and calendar days are shared with it; how enterprises fare, what shows of it and who notices are made here alone. Nothing imports models.
"""
