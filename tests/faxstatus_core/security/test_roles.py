"""Roles: who may more."""

import pytest

from faxstatus_core.security import Role


@pytest.mark.parametrize("role", Role)
def test_each_role_allows_itself_and_all_before_it(role: Role) -> None:
    order = [Role.READ, Role.SUBMIT, Role.ADMIN]
    allowed = [needed for needed in order if role.allows(needed)]
    assert allowed == order[: order.index(role) + 1]
