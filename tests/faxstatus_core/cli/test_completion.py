"""Completion: scripts for three shells, and what bash gets of it."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.hostile.server_process import FAXSTATUS
from tests.support.patience import PATIENCE

ENVIRONMENT = os.environ | {"PATH": f"{FAXSTATUS.parent}:{os.environ['PATH']}"}


def run(*words: object, given: str = "", **environment: str) -> str:
    return subprocess.run(
        list(map(str, words)),
        check=True,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        input=given,
        env=ENVIRONMENT | environment,
    ).stdout


@pytest.mark.parametrize(
    ("shell", "says"),
    [("bash", "complete -o default"), ("zsh", "#compdef faxstatus"), ("fish", "complete ")],
)
def test_script_of_a_shell(shell: str, says: str) -> None:
    script = run("faxstatus", _FAXSTATUS_COMPLETE=f"source_{shell}")
    assert says in script
    assert "_FAXSTATUS_COMPLETE=complete_" in script


def test_script_that_bash_accepts_and_what_it_completes() -> None:
    script = run("faxstatus", _FAXSTATUS_COMPLETE="source_bash")
    run("bash", "-n", given=script)
    [function] = [line.split("(")[0] for line in script.splitlines() if line.endswith("() {")]
    for typed, wanted in (
        ("faxstatus su", ["submit"]),
        ("faxstatus inbox re", ["read"]),
        ("faxstatus submit --reci", ["--recipient", "--recipient-company"]),
        ("faxstatus jobs --state c", ["cancelling", "completed", "cancelled"]),
        ("faxstatus token c", ["create"]),
    ):
        words = " ".join(f"'{word}'" for word in typed.split())
        ask = f"COMP_WORDS=({words}); COMP_CWORD={len(typed.split()) - 1}; {function}"
        answer = run(
            "bash", given=f'{script}\n{ask} faxstatus\nprintf "%s\\n" "${{COMPREPLY[@]}}"\n'
        )
        assert sorted(answer.split()) == sorted(wanted)


def test_every_command_is_offered() -> None:
    offered = run(
        "faxstatus", _FAXSTATUS_COMPLETE="complete_bash", COMP_WORDS="faxstatus ", COMP_CWORD="1"
    ).split()
    assert {"ports", "watch", "submit", "serve", "token", "send", "devices"} <= set(offered)


def test_it_is_installed_for_bash(tmp_path: Path) -> None:
    line = ("bash", "-c", "faxstatus --install-completion; true")
    assert "bash completion installed" in run(*line, HOME=str(tmp_path))
    assert "complete -o default" in (tmp_path / ".bash_completions" / "faxstatus.sh").read_text()
    assert "faxstatus.sh" in (tmp_path / ".bashrc").read_text()
    assert "_FAXSTATUS_COMPLETE" in run("bash", "-c", "faxstatus --show-completion; true")
