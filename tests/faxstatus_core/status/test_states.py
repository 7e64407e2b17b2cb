"""The life of a port, against a second, independent writing of its paths."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faxstatus_core.errors import FaxError
from faxstatus_core.status import events as ev
from faxstatus_core.status.codes import FpsCode
from faxstatus_core.status.states import (
    TRANSITIONS,
    IllegalTransitionError,
    PortState,
    next_state,
)

SAMPLES: list[ev.Event] = [
    ev.Initializing(),
    ev.PortReady(),
    ev.DeviceLost("unplugged"),
    ev.DeviceTaken("in use"),
    ev.Dialing(ev.JobInfo("123")),
    ev.Ringing(),
    ev.RingingStopped(),
    ev.Answered(),
    ev.CallConnected(),
    ev.TurnedRound(),
    ev.RemoteIdentified("CSI", "1"),
    ev.RoutingReceived("7"),
    ev.RemoteMaker("Acme"),
    ev.RemoteAddressed("SUB", "7"),
    ev.PasswordSeen("PWD"),
    ev.PollOffered(),
    ev.PollRequested(),
    ev.FrameSent("DIS"),
    ev.FrameReceived("DCS"),
    ev.Negotiated("V.17", 14400),
    ev.SpeedChanged("V.17", 12000),
    ev.PhaseChanged("B"),
    ev.PageStarted(1),
    ev.PageProgress(10),
    ev.PageTransmitted(1),
    ev.PageConfirmed(1),
    ev.PageReceived(1),
    ev.PageRefused(1),
    ev.FramesRepeated(3),
    ev.RoutingStarted(),
    ev.CallCompleted(),
    ev.Aborting(),
    *(ev.CallFailed(cause, "why") for cause in ev.FailureCause),
]

EITHER = (
    "PhaseChanged FrameSent FrameReceived PollOffered PollRequested RemoteIdentified RemoteMaker "
    "RemoteAddressed PasswordSeen Negotiated SpeedChanged PageStarted PageProgress PageRefused "
    "FramesRepeated "
)
# state: "event>state ..."; a name alone stays in the state; "!" marks a cause of CallFailed.
PATHS = {
    "offline": "Initializing>initializing DeviceTaken>unavailable",
    "unavailable": "Initializing>initializing DeviceLost>offline",
    "initializing": "PortReady>available Dialing>dialing DeviceTaken>unavailable "
    "DeviceLost>offline",
    "available": "Initializing>initializing Dialing>dialing Ringing>ringing "
    "DeviceTaken>unavailable DeviceLost>offline",
    "dialing": "CallConnected>sending !busy>busy !no_answer>no_answer !no_dial_tone>no_dial_tone "
    "!no_carrier>not_fax_call !bad_address>bad_address !call_delayed>call_delayed "
    "!call_blacklisted>call_blacklisted !disconnected>disconnected !fatal_error>fatal_error "
    "Aborting>aborting DeviceLost>offline PhaseChanged FrameSent PollOffered",
    "sending": "CallCompleted>completed !disconnected>disconnected !fatal_error>fatal_error "
    "Aborting>aborting DeviceLost>offline PageTransmitted PageConfirmed TurnedRound>receiving "
    + EITHER,
    "ringing": "Answered>answered RingingStopped>available DeviceLost>offline Ringing",
    "answered": "CallConnected>receiving !no_carrier>not_fax_call !disconnected>disconnected "
    "!fatal_error>fatal_error Aborting>aborting DeviceLost>offline PhaseChanged FrameSent "
    "PollOffered",
    "receiving": "CallCompleted>completed RoutingStarted>routing !no_carrier>not_fax_call "
    "!disconnected>disconnected !fatal_error>fatal_error Aborting>aborting DeviceLost>offline "
    "RoutingReceived PageReceived TurnedRound>sending " + EITHER,
    "routing": "CallCompleted>completed !fatal_error>fatal_error DeviceLost>offline",
    "aborting": "PortReady>available CallCompleted>completed !disconnected>disconnected "
    "!fatal_error>fatal_error DeviceLost>offline RoutingReceived PageTransmitted PageConfirmed "
    "PageReceived TurnedRound " + EITHER,
    **dict.fromkeys(
        [
            "completed",
            "busy",
            "no_answer",
            "no_dial_tone",
            "not_fax_call",
            "bad_address",
            "call_delayed",
            "call_blacklisted",
            "disconnected",
            "fatal_error",
        ],
        "PortReady>available DeviceLost>offline",
    ),
}


def _name(event: ev.Event) -> str:
    return f"!{event.cause.value}" if isinstance(event, ev.CallFailed) else type(event).__name__


def _legal(state: str) -> dict[str, str]:
    steps = (step.partition(">") for step in PATHS[state].split())
    return {event: following or state for event, _, following in steps}


@pytest.mark.parametrize("state", PortState, ids=lambda state: state.value)
def test_each_report_moves_as_written_or_is_illegal(state: PortState) -> None:
    legal = _legal(state.value)
    for event in SAMPLES:
        expected = legal.pop(_name(event), None)
        if expected is None:
            with pytest.raises(IllegalTransitionError, match=state.value):
                next_state(state, event)
        else:
            assert next_state(state, event) is PortState(expected), event
    assert not legal


def test_the_samples_are_every_kind_of_report() -> None:
    kinds = {
        kind
        for kind in vars(ev).values()
        if isinstance(kind, type) and issubclass(kind, ev.Event) and kind is not ev.Event
    }
    assert {type(sample) for sample in SAMPLES} == kinds


@pytest.mark.parametrize(
    "path",
    [
        "available initializing dialing sending completed available",
        "available dialing sending disconnected available",
        "available dialing sending fatal_error available",
        "available dialing sending aborting available",
        "available dialing busy available",
        "available dialing no_answer available",
        "available dialing no_dial_tone available",
        "available dialing bad_address available",
        "available dialing not_fax_call available",
        "available ringing answered receiving completed available",
        "available ringing answered receiving routing completed available",
        "available ringing answered receiving disconnected available",
        "available ringing answered receiving fatal_error available",
        "available ringing answered receiving not_fax_call available",
    ],
)
def test_the_usual_paths_of_the_fax_service_exist(path: str) -> None:
    states = [PortState(name) for name in path.split()]
    for state, following in pairwise(states):
        assert following in TRANSITIONS[state].values()


@given(st.lists(st.sampled_from(SAMPLES), max_size=30))
def test_any_history_ends_in_a_known_state_from_which_the_port_recovers(
    history: list[ev.Event],
) -> None:
    state = PortState.OFFLINE
    for event in history:
        try:
            state = next_state(state, event)
        except FaxError as error:
            assert isinstance(error, IllegalTransitionError)  # noqa: PT017 - any other must fail
    for event in (ev.DeviceLost("unplugged"), ev.Initializing(), ev.PortReady()):
        if state is not PortState.OFFLINE or not isinstance(event, ev.DeviceLost):
            state = next_state(state, event)
    assert state is PortState.AVAILABLE


def test_every_state_has_the_code_of_its_name() -> None:
    assert all(state.code.name == state.name for state in PortState)


def test_codes_are_those_of_winfax() -> None:
    published = {
        "FPS_DIALING": 0x20000001,
        "FPS_SENDING": 0x20000002,
        "FPS_RECEIVING": 0x20000004,
        "FPS_COMPLETED": 0x20000008,
        "FPS_HANDLED": 0x20000010,
        "FPS_UNAVAILABLE": 0x20000020,
        "FPS_BUSY": 0x20000040,
        "FPS_NO_ANSWER": 0x20000080,
        "FPS_BAD_ADDRESS": 0x20000100,
        "FPS_NO_DIAL_TONE": 0x20000200,
        "FPS_DISCONNECTED": 0x20000400,
        "FPS_FATAL_ERROR": 0x20000800,
        "FPS_NOT_FAX_CALL": 0x20001000,
        "FPS_CALL_DELAYED": 0x20002000,
        "FPS_CALL_BLACKLISTED": 0x20004000,
        "FPS_INITIALIZING": 0x20008000,
        "FPS_OFFLINE": 0x20010000,
        "FPS_RINGING": 0x20020000,
        "FPS_AVAILABLE": 0x20100000,
        "FPS_ABORTING": 0x20200000,
        "FPS_ROUTING": 0x20400000,
        "FPS_ANSWERED": 0x20800000,
    }
    assert {code.symbol: code.value for code in FpsCode} == published
    assert all(code.text for code in FpsCode)


@pytest.mark.parametrize("code", FpsCode, ids=lambda code: code.symbol)
def test_a_code_says_when_it_is_shown_and_only_handled_never_is(code: FpsCode) -> None:
    assert code.meaning.endswith(".")
    reached = {state for row in TRANSITIONS.values() for state in row.values()}
    shown = {state.code for state in reached}
    assert (code in shown) == (code is not FpsCode.HANDLED)
    assert ("No port comes to this" in code.meaning) == (code is FpsCode.HANDLED)
