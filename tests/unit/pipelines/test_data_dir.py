"""Which folder is the home."""

from pathlib import Path

from pipelines.data_dir import find_home


def test_home_is_what_the_environment_says_or_var(tmp_path: Path) -> None:
    assert find_home({"EARLYWARN_HOME": str(tmp_path)}).root == tmp_path
    assert find_home({}).root.name == "var"
