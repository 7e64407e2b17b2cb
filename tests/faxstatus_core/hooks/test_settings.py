"""[[hook]], [smtp] and [[watch]]: what may be written, and what is said of mistakes."""

import re
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from faxstatus_core.hooks import HookSection, SmtpSection, WatchSection, check_together
from faxstatus_core.hooks.settings import Attach, FilterSection

FAX: dict[str, object] = {"name": "a", "on": ["fax"]}
WEBHOOK = {**FAX, "webhook": "https://example.org/fax"}
KEY = "0123456789abcdef"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "give one of command, webhook, mail and folder; there is none"),
        ({"command": ["a"], "folder": "b"}, "there is command and folder"),
        ({"command": []}, "at least 1"),
        ({"command": ["{tsid}"]}, "the program is a name or path"),
        ({"command": ["a", "b\nc"]}, "cannot be printed"),
        ({"command": ["a", "{nothing}"]}, "there is no {nothing}; there are bad_lines, billing"),
        ({"command": ["sh", "-c", "echo {tsid}"]}, 'let the script read "$FAX_TSID"'),
        ({"command": ["/usr/bin/env", "/bin/bash", "x", "{from}"]}, "env may run it"),
        ({"command": ["ssh", "host", "{caller_id}"]}, "ssh may run it as a command"),
        ({"webhook": "https://example.org"}, "give one of secret and secret_file"),
        ({"webhook": "https://e.org", "secret": KEY, "secret_file": "f"}, "one of secret"),
        ({"webhook": "https://e.org", "secret": "short"}, "at least 16"),
        ({"webhook": "ftp://e.org", "secret": KEY}, "not of the form https://host/path"),
        ({"webhook": "https:///x", "secret": KEY}, "not of the form https://host/path"),
        ({"webhook": "https://a:b@e.org", "secret": KEY}, "no name and password"),
        ({"webhook": "https://e.org/a b", "secret": KEY}, "no space"),
        ({"webhook": "https://e.org:99999", "secret": KEY}, "ort"),
        ({"webhook": "https://e.org", "secret": KEY, "attach": "pdf"}, "leave attach out"),
        ({"folder": "x", "secret": KEY}, "secret is for a webhook"),
        ({"mail": ["nobody"]}, "'nobody' is not a mail address"),
        ({"mail": ["a@b\nBcc: c@d"]}, "is not a mail address"),
        ({"mail": ["A <a@example.org>"]}, "is not a mail address"),
        ({"folder": "x", "file_name": "../{tsid}"}, "is no pattern for names"),
        ({"folder": "x", "file_name": "{tsid}/x"}, "is no pattern for names"),
        ({"folder": "x", "file_name": ".{tsid}"}, "is no pattern for names"),
        ({"folder": "x", "file_name": "{error_text}"}, "there is no {error_text}"),
        ({"folder": "a\0b"}, "null character"),
        ({"folder": "x", "on": []}, "at least 1"),
        ({"folder": "x", "on": ["call"]}, "'fax', 'job' or 'port'"),
        ({"folder": "x", "name": "a b"}, "match"),
        ({"folder": "x", "tries": 0}, "greater than or equal to 1"),
        ({"folder": "x", "timeout": 0}, "greater than 0"),
        ({"folder": "x", "when": "now"}, "Extra"),
        ({"folder": "x", "on": ["fax", "job"], "only": {"tsid": "1"}}, "only.tsid is known of fax"),
        ({"folder": "x", "on": ["job"], "only": {"ports": [1]}}, "known of fax and port"),
        ({"folder": "x", "only": {"user": "alice"}}, "only.user is known of job"),
    ],
)
def test_a_mistake_in_a_hook_is_explained(fields: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError) as caught:
        HookSection.model_validate({**FAX, **fields})
    assert said in str(caught.value)


def test_a_fax_goes_along_in_the_form_that_suits_the_action() -> None:
    def form(**fields: object) -> Attach:
        return HookSection.model_validate({**FAX, **fields}).attachment

    assert form(mail=["a@example.org"]) is Attach.PDF
    assert form(command=["a"]) is Attach.TIFF
    assert form(folder="a") is Attach.TIFF
    assert form(folder="a", attach="none") is Attach.NONE
    assert form(webhook="https://example.org", secret=KEY) is Attach.NONE


def test_a_secret_is_not_shown() -> None:
    assert KEY not in repr(HookSection.model_validate({**WEBHOOK, "secret": KEY}))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"user": "a"}, "user and password_file belong together"),
        ({"user": "a", "password_file": "f", "tls": "none"}, "with TLS only"),
        ({"host": "mail example"}, "match"),
        ({"sender": "a"}, "is not a mail address"),
        ({"port": 0}, "greater than or equal to 1"),
    ],
)
def test_a_mistake_in_smtp_is_explained(fields: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(said)):
        SmtpSection.model_validate({"host": "mail", "sender": "a@example.org", **fields})


@pytest.mark.parametrize(("tls", "port"), [("starttls", 587), ("tls", 465), ("none", 25)])
def test_the_port_of_smtp_goes_by_tls(tls: str, port: int) -> None:
    fields = {"host": "mail", "sender": "a@example.org", "tls": tls}
    assert SmtpSection.model_validate(fields).tcp_port == port


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"number": "1", "number_from_name": True}, "not both"),
        ({"done": "x"}, "three different folders"),
        ({"done": "y", "failed": "y"}, "three different folders"),
        ({"settle": 0}, "greater than or equal to 0.5"),
        ({"number": " "}, "number"),
        ({"priority": 256}, "less than or equal to 255"),
        ({"resolution": "coarse"}, "'standard'"),
    ],
)
def test_a_mistake_in_a_watched_folder_is_explained(fields: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(said)):
        WatchSection.model_validate({"folder": "x", **fields})


def test_hooks_and_folders_that_do_not_go_together_are_refused(tmp_path: Path) -> None:
    smtp = SmtpSection(host="mail", sender="a@example.org")
    mail = HookSection.model_validate({**FAX, "mail": ["a@example.org"]})
    into = HookSection.model_validate({**FAX, "folder": str(tmp_path)})
    watch = WatchSection(folder=tmp_path)
    check_together([mail], smtp, [watch])
    for hooks, server, watches, said in (
        ([mail, mail], smtp, [], "two hooks are called a"),
        ([mail], None, [], "write an [smtp] table"),
        ([], None, [watch, watch], "is watched twice"),
        ([into], None, [watch], "a loop"),
        ([], None, [watch, WatchSection(folder=tmp_path / "done")], "would be sent again"),
    ):
        with pytest.raises(ValueError, match=re.escape(said)):
            check_together(hooks, server, watches)


@pytest.mark.parametrize("section", [HookSection, SmtpSection, WatchSection, FilterSection])
def test_every_field_of_a_section_is_described(section: type[BaseModel]) -> None:
    assert all(field.description for field in section.model_fields.values())


def test_what_is_left_out_is_allowed_as_well() -> None:
    made = HookSection.model_validate({**FAX, "folder": "x"})
    given = HookSection.model_validate(made.model_dump(exclude={"command", "webhook"}))
    assert given == made
