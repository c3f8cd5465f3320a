"""At the foot of every desk: who asks for help is asked first which release it is."""

import pytest

from organization.machine import read_version
from organization.roles import ROLES


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_says_which_release_it_is(log_in, role):
    assert f'<p class="release">归巢 {read_version()}</p>' in log_in(role).get("/admin/").content.decode()
