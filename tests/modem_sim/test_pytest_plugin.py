"""The pytest plugin, in projects other than ours."""

from collections.abc import Callable
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from modem_sim.testing import AnyScenario, FaxNetwork
from tests.support.pages import draw_page, read_pages, same, write_document

pytest_plugins = ["pytester"]

PLAIN = ("-p", "no:asyncio", "-p", "no:cacheprovider")
"""As in a project that has pytest and us, and nothing else."""
ONE_PAGE = """
[[machine]]
name = "sender"
number = "1"
  [[machine.call]]
  number = "2"
  document = "page.tif"

[[machine]]
name = "receiver"
number = "2"
store = "received"
"""


@pytest.fixture
def fax_speed() -> float:
    """Machines have no program that could be too slow."""
    return 100.0


def test_pytest_finds_it_by_itself() -> None:
    assert [e.value for e in entry_points(group="pytest11", name="faxstatus")] == [
        "modem_sim.pytest_plugin"
    ]


def test_documents_and_what_was_received_are_in_the_folder_of_the_test(
    fax_network: Callable[[AnyScenario], FaxNetwork], tmp_path: Path
) -> None:
    page = draw_page(1, 100)
    write_document(tmp_path / "page.tif", [page])
    network = fax_network(ONE_PAGE)
    [report] = network.wait_for_reports("receiver", timeout=20)
    assert report.outcome.succeeded
    [file] = (tmp_path / "received").iterdir()
    assert [same(page, copy) for copy in read_pages(file)] == [True]


def test_paths_of_a_scenario_in_a_file_start_there(
    fax_network: Callable[[AnyScenario], FaxNetwork], tmp_path: Path
) -> None:
    folder = tmp_path / "scenarios"
    folder.mkdir()
    write_document(folder / "page.tif", [draw_page(1, 50)])
    (folder / "one.toml").write_text(ONE_PAGE)
    fax_network(folder / "one.toml")
    assert (folder / "received").is_dir()


@pytest.mark.parametrize("given", ["0", "-1", "nan", "inf", "fast"])
def test_a_speed_that_time_cannot_have_is_refused(pytester: pytest.Pytester, given: str) -> None:
    pytester.makepyfile("def test_it(fax_speed): pass")
    result = pytester.runpytest_inprocess(*PLAIN, "-o", f"fax_speed={given}")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"*UsageError: fax_speed: {given} is no number above 0"])


def test_the_command_line_has_the_last_word(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(fax_speed): assert fax_speed == 7")
    result = pytester.runpytest_inprocess(*PLAIN, "-o", "fax_speed=3", "--fax-speed", "7")
    result.assert_outcomes(passed=1)


@pytest.mark.parametrize("table", ["tool.pytest.ini_options", "tool.pytest"])
def test_the_speed_is_set_in_either_table(pytester: pytest.Pytester, table: str) -> None:
    if table == "tool.pytest" and pytest.version_tuple < (9,):
        pytest.skip("pytest 9 has this table")
    pytester.makepyprojecttoml(f'[{table}]\nfax_speed = "20"\n')
    pytester.makepyfile("def test_it(fax_speed): assert fax_speed == 20")
    pytester.runpytest_inprocess(*PLAIN).assert_outcomes(passed=1)


def test_nothing_of_a_test_is_kept_after_it_and_nothing_warns(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import gc, threading, weakref

        seen = []

        def test_first(fax_modem_pair):
            seen.append(weakref.ref(fax_modem_pair.network))

        def test_second():
            gc.collect()
            assert seen[0]() is None
            assert not [t for t in threading.enumerate() if t.name == "fax network"]
        """
    )
    result = pytester.runpytest_inprocess(*PLAIN, "-W", "error", "--strict-markers")
    result.assert_outcomes(passed=2)


def test_an_error_of_the_network_is_an_error_of_the_test(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        def test_it(fax_modem_pair):
            def broken():
                raise LookupError("broken")
            fax_modem_pair.network._loop.call_soon_threadsafe(broken)
        """
    )
    result = pytester.runpytest_inprocess(*PLAIN)
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*LookupError: broken", "*fax calls*"])
