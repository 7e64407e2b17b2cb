"""How it has gone: the charts, the numbers beside them, and the list of jobs."""

from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.web.conftest import Furnished, Visit

_KINDS = {"Sent": ("sent", "send_failed"), "Received": ("received", "receive_failed")}


def _tile(page: Page, name: str) -> Locator:
    heading = page.get_by_role("heading", level=2, name=name, exact=True)
    return page.locator(".card").filter(has=heading)


async def _check(page: Page, days: list[dict[str, Any]]) -> None:
    for name, (good, failed) in _KINDS.items():
        tile = _tile(page, name)
        rows = [day for day in days if day[good] + day[failed]]
        await expect(tile.locator("tbody tr")).to_have_count(len(rows))
        shown = await tile.locator("tbody tr").evaluate_all(
            "(rows) => rows.map((row) => Array.from(row.cells, (cell) => cell.textContent))"
        )
        assert shown == [[day["day"], str(day[good]), str(day[failed])] for day in rows]
        heights = await tile.locator("svg rect").evaluate_all(
            "(bars) => bars.map((bar) => bar.height.baseVal.value)"
        )
        values = [count for day in days for count in (day[good], day[failed])]
        unit = max(heights) / max(values)
        assert heights == [pytest.approx(count * unit, abs=0.1) for count in values]
        chart = tile.get_by_role("img")
        await expect(chart).to_have_accessible_name(
            f"Calls {_way(name)} by day; the table below has the same"
        )


def _way(name: str) -> str:
    return "out" if name == "Sent" else "in"


async def test_charts_and_their_tables_are_the_statistics(
    furnished: Furnished, visit: Visit
) -> None:
    server = furnished.server
    page = await (await visit(server)).show("history", "History")
    statistics = server.get("/statistics?days=30")
    await _check(page, statistics["days"])
    good, bad = (sum(day[key] for day in statistics["days"]) for key in _KINDS["Sent"])
    await expect(_tile(page, "Sent").locator(".big")).to_have_text(
        f"{100 * good / (good + bad):.0f} %"
    )
    causes = _tile(page, "Why calls failed").get_by_role("row").filter(has_text="busy")
    await expect(causes.get_by_role("cell")).to_have_text(str(statistics["causes"]["busy"]))
    await page.get_by_label("Days").select_option("7 days")
    await _check(page, server.get("/statistics?days=7")["days"])


async def test_table_of_a_chart_opens_by_keyboard(furnished: Furnished, visit: Visit) -> None:
    page = await (await visit(furnished.server)).show("history", "History")
    table = page.get_by_role("table", name="Calls out by day")
    await expect(table).to_be_hidden()
    await _tile(page, "Sent").get_by_text("As a table").focus()
    await page.keyboard.press("Enter")
    await expect(table).to_be_visible()


async def test_jobs_are_found_by_state_and_text(furnished: Furnished, visit: Visit) -> None:
    server, contents = furnished.server, furnished.contents
    page = await (await visit(server)).show("history", "History")
    sent = page.locator(f'tr[data-job="{contents.sent}"]')
    await expect(sent).to_be_visible()
    await page.get_by_label("Search").fill("Anna Berg")
    await page.get_by_label("State").select_option("completed")
    await expect(page.locator("tr[data-job] .badge").first).to_have_text("completed")
    await expect(sent).to_be_visible()
    await page.get_by_label("Search").fill("nobody at all")
    await expect(page.get_by_text("No job is like that.")).to_be_visible()


async def test_new_job_appears_by_itself(furnished: Furnished, visit: Visit) -> None:
    page = await (await visit(furnished.server)).show("history", "History")
    job = furnished.server.submit({"number": "0307"})
    await expect(page.locator(f'tr[data-job="{job}"]')).to_be_visible()
