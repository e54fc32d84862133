"""The dictionary is made from the contracts, is fresh, and says so when it is not."""

from warehouse import dictionary
from warehouse.catalogue import all_tables


def test_the_stored_dictionary_is_fresh():
    assert not dictionary.is_stale(), "run `python -m warehouse.dictionary`"


def test_every_table_and_column_is_in_it():
    text = dictionary.render_dictionary()
    for table in all_tables():
        assert f"### {table.name}\n" in text
        for column in table.columns:
            assert f"| `{column.name}` | {column.dtype} |" in text


def test_check_fails_on_a_stale_file_and_write_mends_it(tmp_path, monkeypatch, capsys):
    path = tmp_path / "DICTIONARY.md"
    path.write_text("old")
    monkeypatch.setattr(dictionary, "PATH", path)
    monkeypatch.setattr(dictionary.is_stale, "__defaults__", (path,))
    assert dictionary.main(["--check"]) == 1
    assert "stale" in capsys.readouterr().err
    assert dictionary.main([]) == 0
    assert dictionary.main(["--check"]) == 0
