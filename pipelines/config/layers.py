"""Files of the configuration as layers: what is shipped, what a home overrides of it key by key, and where a value was written.

In: reading TOML and putting layers over one another. Out: what the values mean (pipelines.settings, early_settings.py).
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.config.validation import Place, table, validate
from pipelines.data_dir import DataDir
from pipelines.errors import SettingsError
from pipelines.ingest.refusals import FileRefusedError
from pipelines.ingest.text_encoding import decode

SHIPPED = Path(__file__).parent
FILES = (
    "automation", "cases", "channels", "district", "levels", "mail", "measures", "models", "runs", "sources", "storage", "thresholds",
)  # fmt: skip

Tables = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Layer:
    """What one folder of the configuration overrides, by file; `file` where a single file of another name is tried."""

    folder: Path
    tables: Tables
    file: Path | None = None


def folders_above(local: Path | None) -> list[Path]:
    """Return the folders that override what is shipped, each what is in the one before: of a district of many two, else one or none."""
    if local is None:
        return []
    home = DataDir(local.parent)
    return [home.installation.config, local] if home.district else [local]


def layer_of(folder: Path, files: Sequence[str]) -> Layer:
    """Return what a folder overrides of some files."""
    _refuse_strange_files(folder)
    return Layer(folder, {name: read_table(path) for name in files if (path := folder / f"{name}.toml").exists()})


def layered(layers: Sequence[Layer], files: Sequence[str]) -> Tables:
    """Return the tables of some files as shipped, with what each layer overrides."""
    tables = {name: read_table(SHIPPED / f"{name}.toml") for name in files}
    for layer in layers:
        tables |= {name: _merged(tables[name], own) for name, own in layer.tables.items()}
    return tables


def one_file(name: str, kind: Any, local: Path | None) -> Any:
    """Return what one file of the configuration says, the home's own entries in the place of the shipped ones."""
    layers, kinds = [layer_of(folder, [name]) for folder in folders_above(local)], table({name: (kind, ...)})
    tables = layered(layers, [name])
    return getattr(validate(kinds, tables, lambda place, is_missing: file_of(place, layers, is_missing=is_missing)), name)


def read_table(path: Path) -> Tables:
    """Return the tables of a TOML file; raises SettingsError where it cannot be read."""
    try:
        content = path.read_bytes()
        # Written by hand, and by whatever editor there was, as deliveries are.
        return tomllib.loads(decode(content)) if content.strip() else {}
    except FileRefusedError as error:
        raise SettingsError(f"{path} cannot be read: {error.reason}") from error
    except (OSError, ValueError, RecursionError) as error:
        raise SettingsError(f"{path} is not valid TOML ({error}); correct the file") from error


def _refuse_strange_files(local: Path) -> None:
    """Raise where the local folder holds a file that would be ignored in silence."""
    strange = sorted(path.name for path in local.glob("*.toml") if path.stem not in FILES)
    if strange:
        wanted = ", ".join(f"{name}.toml" for name in FILES)
        raise SettingsError(
            f"{local} holds {', '.join(strange)}, which nothing reads; the files that count are {wanted}: rename or remove it"
        )


def _merged(shipped: Tables, local: Tables) -> Tables:
    """Return the shipped tables with single keys replaced; lists are replaced whole."""
    # Key by key, so that a local file need not repeat what it leaves alone.
    both = {key: _merged(shipped[key], value) if _are_tables(shipped.get(key), value) else value for key, value in local.items()}
    return {**shipped, **both}


def _are_tables(first: object, second: object) -> bool:
    return isinstance(first, dict) and isinstance(second, dict)


def file_of(place: Place, layers: Sequence[Layer], *, is_missing: bool) -> str:
    """Return the file in which a place of the configuration was written: the last layer that has the place, else the shipped one."""
    # A local file may leave out whatever the shipped one has.
    wanted = (*place[:-1], "") if is_missing and len(place) == 2 else place[:-1] if is_missing else place
    for layer in reversed(layers):
        if _states(layer.tables, wanted):
            return str(layer.file or layer.folder / f"{place[0]}.toml")
    return str(SHIPPED / f"{place[0]}.toml")


def _states(tables: Tables, place: Place) -> bool:
    """Whether tables say something at a place, or end before it in a value that stands there wrongly."""
    inside: Any = {name: given for name, given in tables.items() if given}
    for part in place:
        if isinstance(inside, dict) and part not in inside:
            return False
        inside = inside[part] if isinstance(inside, dict) else inside
    return True
