"""From tables of TOML to frozen settings classes: unknown keys, wrong types and values out of range are refused by name.

The classes stay plain dataclasses. A strict model is made from the annotations of each, so that "60" is no number and true is none either.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import MISSING, fields
from datetime import date
from functools import partial
from reprlib import Repr
from typing import Annotated, Any, get_args, get_type_hints

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, create_model
from pydantic_core import ErrorDetails

from models.setting_types import Text
from pipelines.errors import SettingsError

STRICT = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)
# What people call what the library names otherwise.
PLAIN_WORDS = {
    "a valid tuple": "a list", "a valid dictionary": "a table", "a valid mapping": "a table", "a valid integer": "a whole number",
    "a valid number": "a number", "a valid string": "a text in quotes", "a valid boolean": "true or false", "a valid date": "a date",
    "less than": "a number less than", "greater than": "a number greater than",
}  # fmt: skip
# A file of another kind altogether would be wrong in every line.
MOST_NAMED = 5

Fields = dict[str, Any]
# Keys from the file down, and numbers of entries.
Place = tuple[int | str, ...]


class Threshold(BaseModel):
    """A threshold as a table: a value, and the unit, the reason, the owner and the day of review that no threshold goes without."""

    model_config = STRICT

    value: Any
    unit: Text
    reason: Text
    owner: Text
    reviewed: date


def plain(cls: type, names: Collection[str] | None = None) -> Fields:
    """Return the fields of a dataclass, all or the named ones, as the entries of a table with the same keys."""
    kinds = get_type_hints(cls, include_extras=True)
    wanted = [one for one in fields(cls) if names is None or one.name in names]
    return {one.name: (kinds[one.name], ... if one.default is MISSING and one.default_factory is MISSING else None) for one in wanted}


def under(entries: Fields, key_of: Callable[[str], str]) -> Fields:
    """Return entries that stand in their table under other keys than their own."""
    return {name: (Annotated[kind, Field(alias=key_of(name))], default) for name, (kind, default) in entries.items()}


def stated(cls: type, names: Collection[str] | None = None) -> Fields:
    """Return the fields of a dataclass as thresholds, each with a value of the field's type."""
    return {name: (create_model(name, __base__=Threshold, value=(kind, ...)), None) for name, (kind, _) in plain(cls, names).items()}


def table(entries: Fields) -> Any:
    """Return the type of a table with these entries, each a type and `...` where it is needed, and no others."""
    return create_model("Table", __config__=STRICT, **entries)


def filling(cls: type, entries: Fields) -> Any:
    """Return the type of a table that fills a dataclass."""
    return Annotated[table(entries), AfterValidator(partial(_made, cls))]


def _made(cls: Callable[..., Any], found: BaseModel) -> Any:
    """Return an object of a class, with the entries that were given; the class knows the others."""
    return cls(**_values(found))


def _values(found: BaseModel) -> Fields:
    """Return the given entries by name, thresholds by their value, those of an inner table along with the others."""
    values: Fields = {}
    for name in found.model_fields_set:
        entry = getattr(found, name)
        if isinstance(entry, Threshold):
            values[name] = entry.value
        else:
            values |= _values(entry) if isinstance(entry, BaseModel) else {name: entry}
    return values


def validate(kind: Any, tables: Mapping[str, Any], file_of: Callable[[Place, bool], str]) -> Any:
    """Return the tables as an object of a type; raises SettingsError naming file, key, what was got and what was needed.

    `file_of` says where a place was written; its second argument is whether something is missing there.
    """
    try:
        return TypeAdapter(kind).validate_python(_frozen(tables))
    except ValidationError as error:
        found = error.errors(include_url=False)
        sentences = [_sentence(kind, one, file_of) for one in found[:MOST_NAMED]]
        more = [f"and {len(found) - MOST_NAMED} more"] if len(found) > MOST_NAMED else []
        raise SettingsError("; ".join([*sentences, *more])) from None


def _frozen(value: Any) -> Any:
    """Return tables of TOML with lists as tuples, which cannot be changed and are what settings have."""
    if isinstance(value, dict):
        return {key: _frozen(one) for key, one in value.items()}
    return tuple(_frozen(one) for one in value) if isinstance(value, list) else value


def _sentence(kind: Any, error: ErrorDetails, file_of: Callable[[Place, bool], str]) -> str:
    """Return where a value was written, what was got, what was needed and what to do."""
    place = tuple(part for part in error["loc"] if part != "[key]")
    where, got = ": ".join(filter(None, [file_of(place, error["type"] == "missing"), _dotted(place)])), _short(error["input"])
    if error["type"] == "missing":
        return f"{where} is missing; add it"
    if error["type"] == "extra_forbidden":
        return f"{where} is read by nothing; known here are {', '.join(_keys(kind, place[:-1]))}: correct the name or remove it"
    if error["type"] == "value_error":
        reason = str(error["ctx"]["error"])
        # A table as a whole is refused by its class, which names the values and what to do.
        return f"{where}: {reason}" if isinstance(error["input"], dict) else f"{where} is {got}, expected {reason}; correct it"
    return f"{where} is {got}, expected {_needed(kind, error)}; correct it"


def _needed(kind: Any, error: ErrorDetails) -> str:
    """Return what a value should have been."""
    if error["type"] == "model_type":
        return f"a table with {', '.join(_keys(kind, error['loc']))}"
    words = error["msg"].removeprefix("Input should be ").replace("String should have", "a text of")
    found = next((theirs for theirs in PLAIN_WORDS if words.startswith(theirs)), "")
    return PLAIN_WORDS.get(found, "") + words.removeprefix(found)


def _dotted(place: Place) -> str:
    """Return a place below its file as TOML writes it, entries of a list counted from 1."""
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in place[1:]).removeprefix(".")


def _short(value: object) -> str:
    """Return a value for a sentence; a long text or a whole table would hide what is wrong."""
    brief = Repr()
    brief.maxstring = brief.maxother = 60
    return "a table" if isinstance(value, dict | BaseModel) else brief.repr(value)


def _keys(kind: Any, place: Iterable[int | str]) -> tuple[str, ...]:
    """Return the keys a table may have at a place below a type."""
    for part in place:
        kind = _inside(kind, part)
    model = _bare(kind)
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return ()
    return tuple(field.alias or name for name, field in model.model_fields.items())


def _inside(kind: Any, part: int | str) -> Any:
    """Return the type of an entry of a table or a list."""
    model = _bare(kind)
    if isinstance(model, type) and issubclass(model, BaseModel):
        return model.model_fields[str(part)].annotation
    return [one for one in get_args(model) if one is not ...][-1]


def _bare(kind: Any) -> Any:
    """Return a type without what is said beside it."""
    return get_args(kind)[0] if hasattr(kind, "__metadata__") else kind
