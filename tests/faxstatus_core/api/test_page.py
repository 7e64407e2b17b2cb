"""The page: complete in itself."""

import re

import httpx
import pytest

FILES = {"/": "text/html", "/web/app.js": "text/javascript", "/web/style.css": "text/css"}


@pytest.mark.parametrize("path", FILES)
async def test_each_file_is_served_under_a_strict_policy(
    http: httpx.AsyncClient, path: str
) -> None:
    reply = await http.get(path)
    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith(FILES[path])
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert reply.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", FILES)
async def test_nothing_comes_from_outside(http: httpx.AsyncClient, path: str) -> None:
    text = (await http.get(path)).text
    assert not re.search(r"https?:|//[a-z]+\.|@import|url\(", text)


async def test_the_page_has_no_inline_code_and_only_files_that_exist(
    http: httpx.AsyncClient,
) -> None:
    page = (await http.get("/")).text
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", page)
    references = re.findall(r'(?:src|href)="([^"]+)"', page)
    for reference in references:
        if not reference.startswith("data:"):
            assert (await http.get("/" + reference)).status_code == 200
    assert {"web/app.js", "web/style.css"} <= set(references)


async def test_the_script_never_parses_text_as_markup(http: httpx.AsyncClient) -> None:
    script = (await http.get("/web/app.js")).text
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", script)
    fields = set(re.findall(r'set\(card, "(\w+)"', script))
    assert fields == set(re.findall(r'data-field="(\w+)"', (await http.get("/")).text))
