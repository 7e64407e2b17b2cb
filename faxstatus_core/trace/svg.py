"""A call as a drawing: two life lines, and an arrow for all that crossed between them."""

from xml.etree import ElementTree as ET

from faxstatus_core.text import printable
from faxstatus_core.trace.arrivals import Fate
from faxstatus_core.trace.calls import CallTrace
from faxstatus_core.trace.ladder import caution, title, told
from faxstatus_core.trace.steps import Step, steps_of

_LEFT, _RIGHT, _WIDTH = 90, 730, 820
_TOP, _ROW = 70, 26
_MIDDLE = (_LEFT + _RIGHT) // 2
_STUB = 60
_SLANT = 5
_STYLE = """
text { font: 12px system-ui, sans-serif; fill: #1b1f24; }
.time, .line text, .tone text, .note text { fill: #57606a; }
.title { font-weight: 600; font-size: 14px; }
.life { stroke: #8c959f; } .guessed { stroke-dasharray: 8 5; }
.arrow { stroke: #1b1f24; stroke-width: 1.4; fill: none; }
.data .arrow { stroke: #0969da; stroke-width: 5; } .tone .arrow, .line .arrow { stroke: #8c959f;
stroke-dasharray: 3 3; } .fault text { fill: #cf222e; font-weight: 600; }
.bad .arrow { stroke: #cf222e; } .bad text { fill: #cf222e; }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3; } .arrow { stroke: #e6edf3; }
.data .arrow { stroke: #4493f8; } .time, .line text, .tone text, .note text { fill: #9198a1; } }
"""


def drawing(call: CallTrace) -> ET.Element:
    """The ``svg`` element; it needs nothing from elsewhere.

    The line of a station of which is known only what the other heard is dashed.
    """
    steps = steps_of(call)
    height = _TOP + _ROW * (len(steps) + 1)
    remarks = caution(call)
    svg = ET.Element(
        "svg",
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_WIDTH} {height}",
        width=str(_WIDTH),
        role="img",
    )
    ET.SubElement(svg, "title").text = title(call)
    if remarks:
        ET.SubElement(svg, "desc").text = remarks
    ET.SubElement(svg, "style").text = _STYLE
    _text(svg, _MIDDLE, 24, title(call), "middle", "title")
    for x, name in ((_LEFT, call.caller), (_RIGHT, call.called)):
        _text(svg, x, _TOP - 16, printable(name), "middle", "title")
        guessed = remarks and name != call.heading.seen_from
        _line(svg, (x, _TOP - 8), (x, height - 8), "life guessed" if guessed else "life")
    for row, step in enumerate(steps):
        _draw(svg, step, _TOP + _ROW * (row + 1))
    return svg


def svg_file(call: CallTrace) -> str:
    """The drawing as a file."""
    return ET.tostring(drawing(call), encoding="unicode", xml_declaration=True) + "\n"


def _draw(svg: ET.Element, step: Step, y: int) -> None:
    bad = " bad" if step.fate.is_bad else ""
    group = ET.SubElement(svg, "g", {"class": step.kind + bad})
    _text(group, 8, y, f"{step.t:.3f}", "start", "time")
    if step.to is None:
        x, anchor = {
            "caller": (_LEFT + 8, "start"),
            "called": (_RIGHT - 8, "end"),
            "exchange": (_MIDDLE, "middle"),
        }[step.by]
        _text(group, x, y, told(step), anchor)
        return
    ends = {"caller": _LEFT, "called": _RIGHT}
    end: float = ends.get(step.to, _LEFT + _STUB)
    if step.by == "exchange":
        start = end + (_STUB if step.to == "caller" else -_STUB)
        beside = start + (6 if step.to == "caller" else -6)
        _text(group, beside, y + 4, told(step), "start" if step.to == "caller" else "end")
    else:
        start = ends[step.by]
        _text(group, (start + end) / 2, y - 4, told(step), "middle")
    if step.fate is Fate.LOST:
        end = start + (end - start) * 0.6
    _arrow(group, start, end, y, lost=step.fate is Fate.LOST)


def _arrow(group: ET.Element, start: float, end: float, y: int, *, lost: bool) -> None:
    tip = y + _SLANT
    back = -7 if end > start else 7
    _line(group, (start, y), (end, tip), "arrow")
    if lost:
        for slope in (-5, 5):
            _line(group, (end - 5, tip - slope), (end + 5, tip + slope), "arrow")
        return
    points = f"{end + back},{tip - 5} {end},{tip} {end + back},{tip + 4}"
    ET.SubElement(group, "polyline", {"points": points, "class": "arrow"})


def _line(
    parent: ET.Element, start: tuple[float, float], end: tuple[float, float], style: str
) -> None:
    (x1, y1), (x2, y2) = start, end
    places = {"x1": f"{x1:g}", "y1": f"{y1:g}", "x2": f"{x2:g}", "y2": f"{y2:g}"}
    ET.SubElement(parent, "line", {**places, "class": style})


def _text(parent: ET.Element, x: float, y: float, text: str, anchor: str, style: str = "") -> None:
    place = {"x": f"{x:g}", "y": f"{y:g}", "text-anchor": anchor}
    if style:
        place["class"] = style
    ET.SubElement(parent, "text", place).text = text
