"""The configuration file: what is taken, what is not, and that its page tells of every key."""

import re
from pathlib import Path

import pytest

from faxstatus_core.config import Config, ConfigError, check_config, differences, load_config
from faxstatus_core.config.documentation import configuration_page

DOCS = Path(__file__).parents[3] / "docs"
PAGE, EXAMPLE = DOCS / "configuration.md", DOCS / "example.toml"


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "faxstatus.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_shortest_file_has_every_default(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, '[[port]]\ndevice = "/dev/ttyACM0"\n'))
    assert (config.server.host, config.server.port) == ("127.0.0.1", 8470)
    [section] = config.port
    port = section.setup.config
    assert (port.device, port.name, port.local_id, port.tsid) == ("/dev/ttyACM0", "", "", None)
    assert (port.rings, port.rate, port.profile) == (1, 115200, None)
    assert (port.send, port.receive, port.priority, port.pools) == (True, True, 1, ())


def test_every_key_of_a_port_reaches_the_engine(tmp_path: Path) -> None:
    text = """
        [server]
        host = "::1"
        port = 0
        [[port]]
        device = "/dev/ttyS0"
        name = "[bold]Büro"
        id = "+49 30 1"
        tsid = "+49 30 2"
        rings = 20
        rate = 300
        profile = "topic"
        send = false
        receive = false
        priority = 7
        pools = ["office"]
        hours = "22:00-06:00"
        error_correction = false
        longest_bad_run = 9
    """
    config = load_config(write(tmp_path, text))
    assert (config.server.host, config.server.port) == ("::1", 0)
    setup = config.port[0].setup
    port = setup.config
    assert (port.device, port.name, port.local_id) == ("/dev/ttyS0", "[bold]Büro", "+49 30 1")
    assert (port.tsid, port.rings, port.rate) == ("+49 30 2", 20, 300)
    assert port.profile is not None
    assert port.profile.name == "topic"
    assert (port.send, port.receive, port.priority, port.pools) == (False, False, 7, ("office",))
    assert str(setup.hours) == "22:00-06:00"
    assert (port.error_correction, port.copy_quality.longest_bad_run) == (False, 9)


def test_relative_paths_begin_at_the_folder_of_the_file(tmp_path: Path) -> None:
    text = (
        P
        + """
        [store]
        folder = "data"
        [[hook]]
        name = "keep"
        on = ["fax"]
        folder = "faxes"
        [[watch]]
        folder = "/srv/out"
        number = "1"
    """
    )
    config = load_config(write(tmp_path, text))
    assert config.store.folder == tmp_path / "data"
    assert config.hook[0].folder == tmp_path / "faxes"
    assert config.watch[0].folder == Path("/srv/out")


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
        pytest.param(P + "[store]\nfolder = 1", "store.folder: Input should be a valid", id="path"),
        pytest.param(P + 'hours = "8-18"', "port.1.hours: '8' is not a time", id="hours"),
        pytest.param(P + '[queue]\ndiscount = "x"', "queue.discount", id="no window"),
        pytest.param(P + "[queue.retry]\nbusy = []", "queue.retry.busy", id="no delay"),
        pytest.param(P + '[log]\nlevel = "loud"', "log.level", id="level"),
        pytest.param(
            P + '[[hook]]\nname = "x"\non = ["fax"]', "hook.1", id="hook that does nothing"
        ),
        pytest.param(
            P + '[[watch]]\nfolder = "x"\npool = "y"', "watch.1.pool", id="pool of nobody"
        ),
        pytest.param(
            P + 'name = "a"\n[[port]]\ndevice = "/dev/y"\nname = "a"',
            "port.2.name",
            id="name twice",
        ),
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


def test_key_that_is_almost_one_is_guessed(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(write(tmp_path, P + "ring = 2"))
    assert caught.value.remedy == "is it rings?"


def test_page_is_what_the_definitions_make() -> None:
    again = "changed? run python -m faxstatus_core.config"
    assert PAGE.read_text(encoding="utf-8") == configuration_page(), again


@pytest.mark.parametrize("name", Config.model_fields)
def test_page_tells_of_every_section(name: str) -> None:
    assert re.search(rf"^## `\[+{name}\]+`", configuration_page(), re.MULTILINE)


def test_example_has_every_section_and_can_be_used() -> None:
    config = load_config(EXAMPLE)
    commented_out = {"tls"}
    assert config.model_fields_set | commented_out == set(Config.model_fields)
    assert len([section.setup for section in config.port]) == 2


def test_check_warns_of_what_this_machine_lacks(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    text = """
        [[port]]
        device = "/no/such/device"
        send = false
        [store]
        folder = "file/faxes"
        [[hook]]
        name = "tell"
        on = ["fax"]
        webhook = "https://example.org/"
        secret_file = "none"
    """
    config, warnings = check_config(write(tmp_path, text))
    assert len(config.port) == 1
    told = "\n".join(warnings)
    assert "/no/such/device is not there" in told
    assert "no port may send" in told
    assert f"store.folder: {tmp_path}/file/faxes" in told
    assert "none" in told


def test_check_has_nothing_to_say_of_a_good_one(tmp_path: Path) -> None:
    (tmp_path / "tty").touch()
    _, warnings = check_config(write(tmp_path, f'[[port]]\ndevice = "{tmp_path}/tty"\n'))
    assert warnings == []


def test_reload_tells_what_has_to_wait(tmp_path: Path) -> None:
    old = load_config(write(tmp_path, P))
    new = load_config(write(tmp_path, P + "[server]\nport = 1\n[queue]\ntries = 2\n"))
    assert differences(old, old).changed == ()
    assert differences(old, new).changed == ("server", "queue")
    assert differences(old, new).restart == ("server",)
    moved = load_config(write(tmp_path, P + '[store]\nfolder = "other"\n'))
    assert differences(old, moved).restart == ("store.folder",)
