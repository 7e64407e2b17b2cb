"""A store for one test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from faxstatus_core.store import Store
from tests.faxstatus_core.store.makers import opened


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with opened(tmp_path / "store") as store:
        yield store


@pytest.fixture(scope="module")
def lasting_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """For tests by hypothesis, which add to it again and again."""
    with opened(tmp_path_factory.mktemp("lasting")) as store:
        yield store
