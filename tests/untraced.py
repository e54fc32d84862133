"""Coverage rests while other people's libraries set pages, judge frames and fit curves: it measures none of their lines, and slows all."""

import functools
import sys
import warnings
from collections.abc import Callable
from importlib import import_module
from operator import attrgetter
from typing import Any

# Module and function of what takes seconds and calls nothing of ours.
LIBRARY_WORK = (
    ("great_expectations", "get_context"),
    ("great_expectations.datasource.fluent.interfaces", "Batch.validate"),
    ("great_expectations.datasource.fluent.pandas_datasource", "DataFrameAsset.add_batch_definition_whole_dataframe"),
    ("matplotlib.figure", "Figure.savefig"),
    ("openpyxl", "load_workbook"),
    ("prophet", "Prophet.fit"),
    ("prophet", "Prophet.predict"),
    ("pypdf", "PageObject.extract_text"),
    ("pypdf", "PdfReader.__init__"),
    ("pypdf", "PdfWriter.__init__"),
    ("pypdf", "PdfWriter.write"),
    ("weasyprint", "CSS.__init__"),
    ("weasyprint", "HTML.__init__"),
    ("weasyprint", "HTML.write_pdf"),
    ("xlsxwriter", "Workbook.close"),
)


def leave_libraries_untraced() -> None:
    """Wrap all of LIBRARY_WORK that is installed; nothing is done where nothing is traced."""
    if sys.gettrace() is None:
        return
    untraced(_wrap_all)()


def _wrap_all() -> None:
    # As the program loads it: without its warnings, and with its reporting home switched off.
    from pipelines.quality.suites import load_library

    load_library()
    for module, name in LIBRARY_WORK:
        _wrap(module, name)


def _wrap(module: str, name: str) -> None:
    with warnings.catch_warnings():
        # Libraries warn of one another when they are loaded.
        warnings.simplefilter("ignore")
        try:
            owner: Any = import_module(module)
        except (ImportError, OSError):
            return
    *way, last = name.split(".")
    holder = attrgetter(".".join(way))(owner) if way else owner
    setattr(holder, last, untraced(getattr(holder, last)))


def untraced(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the same function, during which nothing is traced."""

    @functools.wraps(function)
    def call(*args: Any, **kwargs: Any) -> Any:
        tracer = sys.gettrace()
        sys.settrace(None)
        try:
            return function(*args, **kwargs)
        finally:
            sys.settrace(tracer)

    return call
