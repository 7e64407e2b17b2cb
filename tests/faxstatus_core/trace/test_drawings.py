"""The ladder as a drawing and as a page."""

from xml.etree import ElementTree as ET

from faxstatus_core.trace import CallTrace
from faxstatus_core.trace.page import html_page
from faxstatus_core.trace.steps import steps_of
from faxstatus_core.trace.svg import svg_file

SVG = "{http://www.w3.org/2000/svg}"


def test_the_drawing_has_every_step(call: CallTrace) -> None:
    root = ET.fromstring(svg_file(call))
    steps = steps_of(call)
    groups = root.findall(f"{SVG}g")
    assert len(groups) == len(steps)
    assert sum("bad" in group.get("class", "") for group in groups) == 2
    for group, step in zip(groups, steps, strict=True):
        text = " ".join(each.text or "" for each in group.findall(f"{SVG}text"))
        assert f"{step.t:.3f}" in text
        assert step.label in text
        assert bool(group.findall(f"{SVG}line")) == (step.to is not None)
    bottom = float(root.get("viewBox", "").split()[-1])
    assert all(float(line.get("y2", "")) <= bottom for line in root.iter(f"{SVG}line"))


def test_the_page_shows_each_frame_bit_by_bit(call: CallTrace) -> None:
    page = html_page(call)
    assert page.startswith("<!DOCTYPE html>\n<html")
    frames = sum(step.kind == "frame" for step in steps_of(call))
    assert page.count("<details>") == frames
    assert "bits 11-14   0001  data_rate V17_14400" in page
    assert "src=" not in page


def test_what_a_far_end_calls_itself_is_only_text(call: CallTrace) -> None:
    hostile = b"\xff\x03\x40" + b">tpircs/<&>tpircs<\x00\x1b"
    records = tuple(
        record.model_copy(update={"hex": hostile.hex()}) if "0340" in str(record) else record
        for record in call.records
    )
    assert records != call.records
    changed = CallTrace(1, "<b>", "x\x00", "2", call.heading, records)
    assert "<script>" not in html_page(changed)
    ET.fromstring(svg_file(changed))
