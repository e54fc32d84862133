"""What each verb of the command line does, one module a verb and one function called like it: options in, lines to print out.

Nothing here prints. `console` holds what verbs share about months and their results, `snapshot` how a look opens the warehouse.
"""
