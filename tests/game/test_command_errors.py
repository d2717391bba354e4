"""What the command says of a system that refuses."""

from __future__ import annotations

from types import SimpleNamespace
from typing import NoReturn

import pytest
from clamber import cli


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (FileNotFoundError(2, "No such file or directory", "a.yaml"), "clamber: a.yaml: No such file or directory"),
        (OSError(28, "No space left on device"), "clamber: No space left on device"),
        (OSError("the disk is gone"), "clamber: the disk is gone"),
    ],
)
def test_an_error_of_the_system_is_one_line_with_the_file_where_there_is_one(
    error: OSError, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> NoReturn:
        raise error

    monkeypatch.setattr(cli.tyro, "cli", lambda *_, **__: SimpleNamespace(run=fail))
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 2
    assert capsys.readouterr().err == f"{said}\n"
