"""What people do, in ops.db (SQLite): check verdicts, published editions, outbox, audit.

In: connection, migrations, rows in and out. Out of bounds: what leaves the program (pipelines.delivery) and what a figure means (models).
"""
