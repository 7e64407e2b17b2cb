"""The FIF of NSF, NSC and NSS: who made the machine, and what it alone understands."""

from dataclasses import dataclass

from construct import BitsSwapped, Byte, Construct, ExprAdapter, GreedyBytes, Struct


@dataclass(frozen=True)
class NonStandard:
    """A non-standard facilities field (T.30 §5.3.6.2.7).

    ``country_code`` is the code as T.35 Annex A lists it (USA 0xB5, Japan 0x00). T.35 codes travel
    most significant bit first, so a Class 1 DTE sees it mirrored (USA 0xAD). Some makers forget to
    mirror: a reader who finds no country should try the mirrored code.

    ``data`` is the rest (provider code, maker's data), as a Class 1 DTE sees it.
    """

    country_code: int
    data: bytes = b""


NonStandardField: "Construct[NonStandard, NonStandard]" = ExprAdapter(
    Struct("country_code" / BitsSwapped(Byte), "data" / GreedyBytes),
    lambda fields, _: NonStandard(fields.country_code, fields.data),
    lambda facilities, _: vars(facilities),
)
"""At least the country code; its errors are those of construct."""
