"""The code in docs/testing-your-software.md, the example project, and its workflow."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
PROJECT = DOCS / "example-project"
BLOCKS = re.findall(
    r"^```python\n(.*?)^```$", (DOCS / "testing-your-software.md").read_text(), re.M | re.S
)

pytestmark = pytest.mark.realtime


def _pytest(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST")}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("block", [b for b in BLOCKS if "def test_" in b])
def test_the_tests_in_the_text_pass(block: str, tmp_path: Path) -> None:
    (tmp_path / "test_block.py").write_text(block)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    done = _pytest(tmp_path, "--fax-speed", "5")
    assert "1 passed" in done.stdout, done.stdout


@pytest.mark.parametrize("block", [b for b in BLOCKS if "def test_" not in b])
def test_the_programs_in_the_text_run(block: str, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", block], cwd=tmp_path, check=True, capture_output=True)


def test_the_example_project_passes_and_shows_what_failed(tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(PROJECT, project)
    done = _pytest(project)
    assert "4 passed" in done.stdout, done.stdout
    test = project / "tests/test_who_calls.py"
    test.write_text(test.read_text().replace('"ACME")', '"EMCA")'))
    done = _pytest(project, "-k", "caller_is_told")
    assert "1 failed" in done.stdout
    assert "fax calls" in done.stdout
    assert "call 1: sender (5550199) calls 5550100" in done.stdout


def test_the_steps_of_the_workflow_run(tmp_path: Path, peer: Callable[[str], str]) -> None:
    for program in ("socat", "efax", "tiffcp"):
        peer(program)
    workflow = (PROJECT / ".github/workflows/fax.yml").read_text()
    steps = re.findall(r"- name: ((?:Make|Send|Show).*)", workflow)
    assert len(steps) == 3
    # A program that is left over would keep this test waiting for the end of its output.
    script = ["set -e", "trap 'kill $(jobs -p) || true' EXIT"]
    for part in workflow.split("- name: ")[1:]:
        name, _, rest = part.partition("\n")
        if name in steps:
            script.append(re.sub(r"^ *(if: .*|run: ?\|?)", "", rest, flags=re.M))
    bash = tmp_path / "steps.sh"
    bash.write_text("\n".join(script))
    path = f"{sysconfig.get_path('scripts')}:{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", bash],
        cwd=tmp_path,
        env={**os.environ, "PATH": path, "TERM": "dumb"},
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "DCS V.17 14400" in done.stdout
    assert "EOP" in done.stdout
