"""A call as an HTML page: the drawing, and a table with every frame bit by bit."""

from xml.etree import ElementTree as ET

from faxstatus_core.trace.calls import CallTrace
from faxstatus_core.trace.ladder import caution, title, told
from faxstatus_core.trace.steps import steps_of
from faxstatus_core.trace.svg import drawing

_STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.45 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto;
padding: 0 1rem; }
svg { max-width: 100%; height: auto; } pre { margin: .3rem 0 .8rem 1rem; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; vertical-align: top; padding: .2rem .6rem; border-top: 1px solid #8884; }
td:first-child { font-variant-numeric: tabular-nums; }
"""


def html_page(call: CallTrace) -> str:
    """The page; it needs nothing from elsewhere."""
    html = ET.Element("html", lang="en")
    head = ET.SubElement(html, "head")
    ET.SubElement(head, "meta", charset="utf-8")
    ET.SubElement(head, "meta", name="viewport", content="width=device-width")
    ET.SubElement(head, "title").text = title(call)
    ET.SubElement(head, "style").text = _STYLE
    body = ET.SubElement(html, "body")
    ET.SubElement(body, "h1").text = title(call)
    began = f"The trace began {call.heading.started:%Y-%m-%d %H:%M:%S %Z}; times are seconds."
    ET.SubElement(body, "p").text = began
    if remarks := caution(call):
        ET.SubElement(body, "p").text = remarks
    body.append(drawing(call))
    ET.SubElement(body, "h2").text = "Step by step"
    _table(body, call)
    return "<!DOCTYPE html>\n" + ET.tostring(html, encoding="unicode", method="html") + "\n"


def _table(body: ET.Element, call: CallTrace) -> None:
    table = ET.SubElement(body, "table")
    row = ET.SubElement(table, "tr")
    for heading in ("time", "who", "what"):
        ET.SubElement(row, "th").text = heading
    for step in steps_of(call, details=True):
        row = ET.SubElement(table, "tr")
        ET.SubElement(row, "td").text = f"{step.t:.3f}"
        ET.SubElement(row, "td").text = step.by
        what = ET.SubElement(row, "td")
        if not step.bits:
            what.text = told(step)
            continue
        details = ET.SubElement(what, "details")
        ET.SubElement(details, "summary").text = told(step)
        ET.SubElement(details, "pre").text = "\n".join(step.bits)
