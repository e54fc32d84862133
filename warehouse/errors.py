"""What can be wrong with the warehouse file; free of heavy imports, so that the command line can name these cheaply."""


class WarehouseError(Exception):
    """The warehouse cannot be used as it is; the command line ends with `exit_code`."""

    exit_code = 20


class WarehouseBusyError(WarehouseError):
    """Another process has the warehouse open."""


class WarehouseDamagedError(WarehouseError):
    """The file is not a warehouse, is cut short or fails its checksums."""


class WarehouseVersionError(WarehouseError):
    """The warehouse was made by a newer program, or its migrations were changed after they ran."""


class StaleCorrectionError(Exception):
    """A correction expects another figure than the one that was delivered: a check of severity stop."""

    exit_code = 11


class LedgerError(WarehouseError):
    """The ledger and the tables disagree: rows were lost or added behind the program's back."""
