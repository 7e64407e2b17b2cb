"""A certificate for 127.0.0.1 that nobody vouches for."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def certificate(tmp_path: Path) -> Callable[[], tuple[Path, Path]]:
    def make() -> tuple[Path, Path]:
        chain, key = tmp_path / "chain.pem", tmp_path / "key.pem"
        command = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
        subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"]
        subprocess.run(
            ["openssl", *command.split(), "-keyout", key, "-out", chain, *subject],
            check=True,
            capture_output=True,
        )
        return chain, key

    return make
