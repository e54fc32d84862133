"""When the program runs and how it touches the world: Dagster, files, mail, clock, command line; what is computed lives in `models`."""
