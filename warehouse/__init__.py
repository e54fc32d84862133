"""What is stored: table contracts, SQL, numbered migrations, and the one place that opens DuckDB.

In: declarations of tables, statements, files on disk. Out of bounds: figures being computed (models), words (reports), clocks (pipelines).
"""
