"""The program's own source, read once: modules with their trees, the text people wrote for people, and the files there are."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("pipelines", "models", "warehouse", "reports")


@dataclass(frozen=True)
class Module:
    """One Python file: its path below the checkout and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def name(self) -> str:
        """The name it is imported by."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def stem(self) -> str:
        return Path(self.path).stem

    @cached_property
    def docstrings(self) -> list[ast.Constant]:
        """Every docstring, a string that stands alone as a statement."""
        alone = (node.value for node in ast.walk(self.tree) if isinstance(node, ast.Expr))
        return [value for value in alone if isinstance(value, ast.Constant) and isinstance(value.value, str)]

    def strings(self) -> Iterator[ast.Constant]:
        """Strings the program works with, docstrings left out."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and not any(node is each for each in self.docstrings):
                yield node

    def prose(self) -> Iterator[tuple[int, str]]:
        """What is written for the people who read the code: docstrings and comments, each with its line."""
        for value in self.docstrings:
            yield value.lineno, str(value.value)
        for token in tokenize.generate_tokens(io.StringIO(self.text).readline):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string

    def imports(self) -> set[str]:
        """Names of everything imported, modules and what is taken out of them alike."""
        found = set()
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        return found


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """All modules below some folders of the checkout, the four rooms where none is named."""
    paths = [path for folder in folders or ROOMS for path in sorted((ROOT / folder).rglob("*.py"))]
    return tuple(Module(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in paths)


@cache
def files() -> frozenset[str]:
    """Every file of the checkout that a person wrote."""
    top = {path.name for path in ROOT.iterdir() if path.is_file()}
    below = {
        path.relative_to(ROOT).as_posix()
        for folder in (*ROOMS, "tests", ".ci")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    return frozenset(top | below)


def words_of(identifier: str) -> set[str]:
    """The words a name is made of, in lower case: `MailPlanner` and `mail_planner` are the same two."""
    return set(re.findall(r"[a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", identifier).lower()))
