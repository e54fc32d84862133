"""What a home need not keep for ever: found by the rules of storage.toml, counted, and removed.

In: files and records that no figure, no list and no audit depends on. Out: facts, published months, editions in force, what people record.
"""
