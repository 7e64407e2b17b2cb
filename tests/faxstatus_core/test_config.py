"""The configuration file: what is taken, what is not, and that its page tells of every key."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from faxstatus_core.config import Config, ConfigError, PortSection, ServerSection, load_config

PAGE = Path(__file__).parents[2] / "docs/configuration.md"

ROW = re.compile(r"^\| `(?P<key>\w+)` \| (?P<type>[^|]+) \| (?P<default>[^|]+) \| (?P<what>.+) \|$")


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "faxstatus.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def documented(section: str) -> dict[str, re.Match[str]]:
    """The rows of the table under the heading of ``section``, by key."""
    _, _, rest = PAGE.read_text(encoding="utf-8").partition(f"\n## `{section}`")
    assert rest, f"no heading {section}"
    lines = rest.partition("\n## ")[0].splitlines()
    rows = [row for line in lines if (row := ROW.match(line))]
    return {row["key"]: row for row in rows}


def test_shortest_file_has_every_default(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, '[[port]]\ndevice = "/dev/ttyACM0"\n'))
    assert (config.server.host, config.server.port) == ("127.0.0.1", 8470)
    [port] = config.port_configs()
    assert (port.device, port.name, port.local_id) == ("/dev/ttyACM0", "", "")
    assert (port.rings, port.rate, port.profile, port.output) == (1, 115200, None, Path())


def test_every_key_reaches_the_engine(tmp_path: Path) -> None:
    text = """
        [server]
        host = "::1"
        port = 0
        [[port]]
        device = "/dev/ttyS0"
        name = "[bold]Büro"
        id = "+49 30 1"
        output = "in"
        rings = 20
        rate = 300
        profile = "topic"
    """
    config = load_config(write(tmp_path, text))
    assert (config.server.host, config.server.port) == ("::1", 0)
    [port] = config.port_configs()
    assert (port.device, port.name, port.local_id) == ("/dev/ttyS0", "[bold]Büro", "+49 30 1")
    assert (port.rings, port.rate, port.output) == (20, 300, Path("in"))
    assert port.profile is not None
    assert port.profile.name == "topic"


P = '[[port]]\ndevice = "/dev/x"\n'


@pytest.mark.parametrize(
    ("text", "what"),
    [
        pytest.param("", "no [[port]] table", id="empty"),
        pytest.param("[server]\nport = 1\n", "no [[port]] table", id="no port"),
        pytest.param("port = []", "no [[port]] table", id="no port in the list"),
        pytest.param('[port]\ndevice = "/dev/x"', "no [[port]] table", id="port is no list"),
        pytest.param("[[port]]\n", "port.1.device: it is missing", id="no device"),
        pytest.param('[[port]]\ndevice = ""', "port.1.device", id="empty device"),
        pytest.param('[[port]]\ndevice = "a\\u0000"', "port.1.device: a path", id="null in device"),
        pytest.param('[[port]]\ndevice = "/\udcff"', "not UTF-8", id="half a character"),
        pytest.param("[[port]]\ndevice = 5", "port.1.device", id="device is a number"),
        pytest.param(P + "baud = 9600", "there is no key port.1.baud", id="unknown key of a port"),
        pytest.param(P + "[server]\ntls = true", "there is no key server.tls", id="of the server"),
        pytest.param(P + "[modem]\n", "there is no key modem", id="unknown table"),
        pytest.param(P + '"a\\nb" = 1', "there is no key port.1.a\nb", id="key with a line end"),
        pytest.param("server = 1\n" + P, "server: it should be a table", id="server is no table"),
        pytest.param(P + 'rings = "2"', "port.1.rings", id="rings is a text"),
        pytest.param(P + "rings = true", "port.1.rings", id="rings is a truth"),
        pytest.param(P + "rings = 0", "port.1.rings", id="no ring"),
        pytest.param(P + "rings = 21", "port.1.rings", id="too many rings"),
        pytest.param(P + "rate = 299", "port.1.rate", id="too slow"),
        pytest.param(P + "rate = 4_000_001", "port.1.rate", id="too fast"),
        pytest.param(P + "rate = 9600.0", "port.1.rate", id="rate is no integer"),
        pytest.param(P + "name = 1", "port.1.name", id="name is a number"),
        pytest.param(P + "output = 1", "port.1.output: Input should be a valid string", id="path"),
        pytest.param(P + 'output = "a\\u0000"', "port.1.output: a path", id="null in output"),
        pytest.param(P + f'id = "{21 * "1"}"', "port.1.id", id="id of 21"),
        pytest.param(P + 'id = "€"', "port.1.id", id="id beyond Latin-1"),
        pytest.param(P + 'id = "\\u0007"', "port.1.id", id="id with a bell"),
        pytest.param(P + 'profile = "nosuch"', "port.1.profile: there is no", id="profile"),
        pytest.param(P + 'profile = "no.toml"', "port.1.profile: no.toml: cannot", id="its file"),
        pytest.param(P + "[server]\nport = 65536", "server.port", id="TCP port too high"),
        pytest.param(P + "[server]\nport = -1", "server.port", id="TCP port below 0"),
        pytest.param(P + '[server]\nhost = ""', "server.host", id="no host"),
        pytest.param(P + '[server]\nhost = "a..b"', "server.host", id="host with an empty label"),
        pytest.param(P + P, "port.2.device: /dev/x is the device of port 1", id="twice"),
        pytest.param(
            P + '[[port]]\ndevice = "/dev/../dev/x"', "is the device of port 1", id="another path"
        ),
        pytest.param("[[port]", "not TOML", id="not TOML"),
        pytest.param("a = " + 5000 * "[", "not TOML", id="very deep"),
        pytest.param("a = " + 5000 * "1", "not TOML", id="very long number"),
        pytest.param("a = 1\na = 2", "not TOML", id="key twice"),
        pytest.param(b'\xff\xfea = "1"', "not UTF-8", id="UTF-16"),
        pytest.param(b'[[port]]\ndevice = "\xe4"', "not UTF-8", id="Latin-1"),
    ],
)
def test_bad_file_is_one_typed_error(tmp_path: Path, text: str | bytes, what: str) -> None:
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
    path = write(tmp_path, raw)
    with pytest.raises(ConfigError) as caught:
        load_config(path)
    assert what in caught.value.what
    assert caught.value.where == str(path)
    assert caught.value.remedy


def test_file_that_cannot_be_read_is_one_typed_error(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path, tmp_path / "a/b", Path("x\0y"), Path(300 * "x")):
        with pytest.raises(ConfigError) as caught:
            load_config(path)
        assert caught.value.where == str(path)


def test_file_with_byte_order_mark_is_read(tmp_path: Path) -> None:
    assert load_config(write(tmp_path, b"\xef\xbb\xbf" + P.encode())).port[0].device == "/dev/x"


def test_link_and_its_target_are_one_device(tmp_path: Path) -> None:
    (tmp_path / "tty").touch()
    (tmp_path / "modem").symlink_to("tty")
    text = f'[[port]]\ndevice = "{tmp_path}/tty"\n[[port]]\ndevice = "{tmp_path}/modem"\n'
    with pytest.raises(ConfigError, match="is the device of port 1"):
        load_config(write(tmp_path, text))


@pytest.mark.parametrize(
    ("section", "model"), [("[server]", ServerSection), ("[[port]]", PortSection)]
)
def test_page_has_exactly_the_keys_of_the_model(section: str, model: type[BaseModel]) -> None:
    assert list(documented(section)) == list(model.model_fields)


def test_page_has_a_heading_for_each_table() -> None:
    headings = re.findall(r"^## `\[+(\w+)\]+`", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == list(Config.model_fields)


@pytest.mark.parametrize(
    ("section", "model"), [("[server]", ServerSection), ("[[port]]", PortSection)]
)
def test_page_has_the_defaults_and_limits_of_the_model(
    section: str, model: type[BaseModel]
) -> None:
    schema = model.model_json_schema()["properties"]
    for key, row in documented(section).items():
        field = model.model_fields[key]
        default = "required" if field.is_required() else f"`{_toml(field.default)}`"
        assert row["default"].strip() == default, key
        kind = row["type"].strip()
        assert kind.split(",")[0] == schema[key]["type"], key
        if schema[key]["type"] in ("integer", "number"):
            low, high = schema[key]["minimum"], schema[key]["maximum"]
            assert kind == f"{schema[key]['type']}, {low:.0f} to {high:.0f}"


def test_example_of_the_page_loads_and_uses_every_key(tmp_path: Path) -> None:
    [example] = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    config = load_config(write(tmp_path, example))
    assert config.server.model_fields_set == set(ServerSection.model_fields)
    assert set().union(*(port.model_fields_set for port in config.port)) == set(
        PortSection.model_fields
    )
    assert len(config.port_configs()) == len(config.port) == 2


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else f'"{value}"'
