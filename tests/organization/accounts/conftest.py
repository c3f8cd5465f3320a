import pytest


@pytest.fixture
def account(world, log_in):
    """Of a county, with the permissions of its role, and not logged in."""
    log_in("county_staff").logout()
    return world.accounts["county_staff"]
