"""The table of allowed moves on the operator's page is the one the program goes by."""

from models.cases.moves import MOVES
from tests.conftest import ROOT
from warehouse.case_vocabulary import CASE_ACTIONS, CASE_STATES, CLOSINGS

README = ROOT / "pipelines" / "deploy" / "REFERENCE.md"
MARKS = {True: "✓", False: ""}


def moves_table() -> list[str]:
    """Return the table as the page prints it: a row an action, a column a state."""
    states = [f"{state.zh} {state.key}" for state in CASE_STATES]
    head = ["| action | " + " | ".join(states) + " | leads to |", "|---" * (len(states) + 2) + "|"]
    rows = []
    for key, move in MOVES.items():
        cells = [MARKS[state in move.allowed] for state in CASE_STATES.keys]
        leads_to = CASE_STATES[move.leads_to].zh if move.leads_to else "—"
        rows.append(f"| {CASE_ACTIONS[key].zh} `{key}` | " + " | ".join(cells) + f" | {leads_to} |")
    return head + rows


def test_the_operators_page_prints_the_moves_there_are() -> None:
    assert "\n".join(moves_table()) in README.read_text(encoding="utf-8")


def test_the_operators_page_names_every_way_a_case_can_end() -> None:
    text = README.read_text(encoding="utf-8")
    missing = [closing.key for closing in CLOSINGS if f"{closing.zh} `{closing.key}`" not in text]
    assert missing == []
