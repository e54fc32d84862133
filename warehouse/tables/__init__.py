"""One module per table, each holding `TABLE`, its contract as data; nothing here opens a file or a database."""
