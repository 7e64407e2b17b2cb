"""``modem-sim trace`` and ``modem-sim run`` as programs."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from modem_sim.cli import app
from tests.support.pages import draw_page, read_pages, same, write_document
from tests.support.patience import PATIENCE, wait
from tests.support.traced import SCENARIO


def _trace(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["trace", *map(str, arguments)])
    return done.exit_code, done.output


def test_the_ladder_is_printed(traced: Path) -> None:
    status, output = _trace(traced / "log.jsonl")
    assert status == 0
    assert "call 1: sender (1) calls 2, which is receiver" in output
    assert "CFR [lost]" in output
    assert "bits 11-14" not in output
    assert "bits 11-14" in _trace(traced / "log.jsonl", "--bits")[1]


def test_other_forms_are_written(traced: Path, tmp_path: Path) -> None:
    svg, html, pcapng = (tmp_path / name for name in ("o.svg", "o.html", "o.pcapng"))
    log = traced / "log.jsonl"
    status, output = _trace(log, "--svg", svg, "--html", html, "--pcapng", pcapng)
    assert (status, output) == (0, "")
    assert svg.read_text().startswith("<?xml")
    assert html.read_text().startswith("<!DOCTYPE html>")
    assert pcapng.read_bytes()[:4] == b"\x0a\x0d\x0d\x0a"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--call", "7"], "there is no call 7; there are 1"),
        (["--svg", "/nowhere/at/all.svg"], "No such file"),
    ],
)
def test_what_is_wrong_is_one_line_and_exit_2(
    traced: Path, arguments: list[str], says: str
) -> None:
    status, output = _trace(traced / "log.jsonl", *arguments)
    assert status == 2
    assert output.startswith("modem-sim: ")
    assert says in output
    assert output.count("\n") == 1


def test_a_file_that_is_no_trace_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("hello\n")
    status, output = _trace(tmp_path / "x")
    assert status == 2
    assert "line 1" in output


def test_a_scenario_is_played_until_it_is_told_to_end(tmp_path: Path) -> None:
    pages = [draw_page(number, 100) for number in (1, 2)]
    write_document(tmp_path / "two.tif", pages)
    receiver = 'name = "receiver"'
    call, _, _ = SCENARIO.partition("[[trigger]]")
    (tmp_path / "scenario.toml").write_text(call.replace(receiver, f'{receiver}\nstore = "in"'))
    with subprocess.Popen(
        [
            *(sys.executable, "-m", "modem_sim", "run", str(tmp_path / "scenario.toml")),
            *("--speed", "40", "--links", str(tmp_path), "--traces", str(tmp_path / "calls")),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        wait(lambda: list((tmp_path / "in").glob("*.tif")))
        time.sleep(0.5)  # until the call has ended
        process.send_signal(signal.SIGTERM)
        output, errors = process.communicate(timeout=PATIENCE)
    assert (process.returncode, output, errors) == (0, "", "")
    [received] = (tmp_path / "in").glob("*.tif")
    assert all(map(same, pages, read_pages(received)))
    assert "MCF" in _trace(tmp_path / "calls" / "call-1.jsonl")[1]


@pytest.mark.parametrize(
    ("text", "status", "says"),
    [
        ("sead = 1\n", 2, "scenario.toml, line 1"),
        ('[[modem]]\nname = "a"\nnumber = "1"\nprofile = "nobody"\n', 2, "no modem profile"),
        ('[[modem]]\nname = "a"\nnumber = "1"\nattach = "/dev/nowhere"\n', 3, "/dev/nowhere"),
        ('[[modem]]\nname = "a"\nnumber = "1"\ntcp = "192.0.2.1:80"\n', 3, "cannot listen"),
        ('[[machine]]\nname = "a"\nnumber = "1"\nto_poll = "no.tif"\n', 2, "no.tif"),
    ],
)
def test_what_cannot_be_played_is_one_line(
    tmp_path: Path, text: str, status: int, says: str
) -> None:
    (tmp_path / "scenario.toml").write_text(text)
    done = CliRunner().invoke(
        app, ["run", str(tmp_path / "scenario.toml"), "--links", str(tmp_path)]
    )
    assert (done.exit_code, done.stdout) == (status, "")
    assert done.stderr.count("\n") == 1
    assert says in done.stderr
