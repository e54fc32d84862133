"""Nothing outside the process is waited for without an end: programs, relays, addresses, threads, queues."""

import ast
from collections.abc import Iterator

import pytest

from tests.conventions.source import Module, modules

# Functions of libraries that wait as long as they are not told otherwise, by the names they are imported with.
WAITING = {
    "subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.check_output", "subprocess.getoutput",
    "urllib.request.urlopen", "socket.create_connection", "smtplib.SMTP", "smtplib.SMTP_SSL", "smtplib.LMTP", "ftplib.FTP",
    "http.client.HTTPConnection", "http.client.HTTPSConnection", "imaplib.IMAP4", "poplib.POP3",
    "multiprocessing.connection.wait", "requests.get", "requests.post", "requests.request", "httpx.get", "httpx.post",
}  # fmt: skip
# Where the end stands among the arguments, of those that are called so.
PLACES = {"socket.create_connection": 2, "urllib.request.urlopen": 3}
# Nothing says how long these wait.
ENDLESS = {"os.wait", "os.waitpid", "os.system", "os.popen"}
# Methods that wait for ever where they are called without a word, and what is never one of those: text that joins, tables that get.
METHODS = {"wait", "communicate", "join", "acquire"}
# So called is also what waits for nothing: what hands on a result, a table that gets.
METHODS_OF = {"concurrent.futures": "result", "queue": "get", "multiprocessing": "get"}
# By module and line of code, with the reason for which a wait has no end.
ALLOWED = {
    ("pipelines/work_process.py", "wait([parent.sentinel])"): "a thread of its own, which ends with what it waits for",
    ("pipelines/deploy/process_tree.py", "each.process.wait()"): "what was killed before, or has ended",
    ("pipelines/instance/run_launcher.py", "self.process.wait()"): "a thread of its own; a run that hangs is ended by its longest time",
    ("pipelines/work_process.py", "waiting.popleft().result()"): "of Pending, whose own wait has an end",
    ("pipelines/work_process.py", "pending.result()"): "of Pending",
}


def endless_waits(module: Module) -> Iterator[tuple[str, str]]:
    """Yield every call of a module that may wait for ever."""
    imported = imported_names(module)
    clients = {node.name for node in ast.walk(module.tree) if isinstance(node, ast.ClassDef) if WAITING & bases(node, imported)}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and is_endless(node, imported, clients):
            yield module.path, ast.unparse(node)


def imported_names(module: Module) -> dict[str, str]:
    """The full names of what a module imports, by the names it has there."""
    names = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            names |= {
                alias.asname or alias.name.split(".")[0]: alias.name if alias.asname else alias.name.split(".")[0] for alias in node.names
            }
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    return names


def full_name(node: ast.expr, imported: dict[str, str]) -> str:
    """The full name of what is called, empty where it is no plain name."""
    text = ast.unparse(node)
    first, _, rest = text.partition(".")
    return ".".join(filter(None, [imported.get(first, first), rest]))


def bases(node: ast.ClassDef, imported: dict[str, str]) -> set[str]:
    return {full_name(base, imported) for base in node.bases}


def is_endless(node: ast.Call, imported: dict[str, str], clients: set[str]) -> bool:
    name = full_name(node.func, imported)
    has_end = any(word.arg == "timeout" for word in node.keywords)
    if name in ENDLESS:
        return "WNOHANG" not in ast.unparse(node)
    if name in WAITING or name in clients:
        return not has_end and len(node.args) < PLACES.get(name, len(node.args) + 1)
    is_bare = not node.args and not any(word.arg in ("timeout", "blocking", "block") for word in node.keywords)
    methods = METHODS | {method for name, method in METHODS_OF.items() if any(each.startswith(name) for each in imported.values())}
    return isinstance(node.func, ast.Attribute) and node.func.attr in methods and is_bare


def test_every_wait_has_an_end() -> None:
    found = [wait for module in modules() for wait in endless_waits(module)]
    assert [wait for wait in found if wait not in ALLOWED] == []
    assert set(ALLOWED) - set(found) == set()


@pytest.mark.parametrize(
    "text",
    [
        "import subprocess\nsubprocess.run(['ls'])",
        "from subprocess import run as start\nstart(['ls'], check=True)",
        "process.wait()",
        "process.communicate()",
        "thread.join()",
        "import queue\nqueue.Queue().get()",
        "from concurrent.futures import Future\nfuture.result()",
        "import os\nos.system('ls')",
        "from urllib.request import urlopen\nurlopen('http://x')",
        "import smtplib\nclass Client(smtplib.SMTP): ...\nClient('h', 25)",
    ],
)
def test_a_wait_without_one_is_found(text: str) -> None:
    assert len(list(endless_waits(Module("a.py", text)))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "import subprocess\nsubprocess.run(['ls'], timeout=5)",
        "process.wait(5)",
        "process.communicate(timeout=5)",
        "', '.join(words)",
        "table.get('key')",
        "import smtplib\nclass Client(smtplib.SMTP): ...\nClient('h', 25, timeout=3)",
    ],
)
def test_one_with_an_end_is_not(text: str) -> None:
    assert list(endless_waits(Module("a.py", text))) == []
