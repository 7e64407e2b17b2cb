"""The table of modulations (T.31 Table 8)."""

import pytest

from faxstatus_core.t31.modulations import (
    BY_CODE,
    HIGH_SPEED,
    V17_14400,
    V17_14400_SHORT,
    V21,
    V27TER_2400,
    V29_9600,
    Modulation,
    page_modulation,
)


def test_the_codes_in_the_order_that_modems_list_them() -> None:
    codes = [modulation.code for modulation in HIGH_SPEED]
    assert codes == [24, 48, 72, 73, 74, 96, 97, 98, 121, 122, 145, 146]
    assert sorted(BY_CODE) == [3, *codes]


def test_the_names() -> None:
    assert [BY_CODE[code].name for code in (3, 24, 96, 145, 146)] == [
        "V.21 300",
        "V.27ter 2400",
        "V.29 9600",
        "V.17 14400",
        "V.17 14400",
    ]


@pytest.mark.parametrize("modulation", BY_CODE.values(), ids=lambda modulation: modulation.code)
def test_a_code_is_the_rate_in_hundreds_plus_one_for_v17_and_two_for_its_short_training(
    modulation: Modulation,
) -> None:
    v17 = modulation.recommendation == "V.17"
    assert modulation.code == modulation.bit_rate // 100 + v17 + modulation.short_training
    assert modulation.octet_time == 8 / modulation.bit_rate


@pytest.mark.parametrize("modulation", HIGH_SPEED, ids=lambda modulation: modulation.code)
def test_training_takes_its_time(modulation: Modulation) -> None:
    expected = {"V.27ter": 0.943 if modulation is V27TER_2400 else 0.708, "V.29": 0.253}
    v17 = 0.142 if modulation.short_training else 1.393
    assert modulation.training == expected.get(modulation.recommendation, v17)


def test_v21_has_neither_training_nor_turn_off() -> None:
    assert V21.training == V21.turn_off == 0


def test_only_v17_resynchronises_for_the_page() -> None:
    assert page_modulation(V17_14400) is V17_14400_SHORT
    assert page_modulation(V29_9600) is V29_9600
    for modulation in HIGH_SPEED:
        if not modulation.short_training:
            page = page_modulation(modulation)
            assert page.bit_rate == modulation.bit_rate
            assert page.short_training == (modulation.recommendation == "V.17")
