"""The shipped configuration, one TOML file a subject, and how tables of TOML are held against the classes they fill.

In: values that a local office decides. Out: secrets and addresses of machines, which come from the environment alone.
"""
