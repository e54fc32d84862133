"""From files of any name in the inbox to rows in the warehouse: recognise, read, judge, store, account for every row.

In: reading files, recognising layouts, refusing what cannot be true. Out: cleaning, filling, comparing months (models do that).
"""
