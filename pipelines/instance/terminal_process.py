"""Whether this process is a command of the terminal, which may run any month, while Dagster's page shows the configured ones."""

_begun: list[str] = []


def begin_command() -> None:
    """Note that this process is a command of the terminal; whatever it starts is none."""
    _begun.append("command")


def is_command() -> bool:
    """Return whether this process is a command of the terminal."""
    return bool(_begun)
