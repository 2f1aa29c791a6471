"""The contract of EmbeddedTenants, in addition to the ports that it combines."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from application.change_tenant import removed
from application.ports.embedded_tenants import EmbeddedTenants
from domain.api_key import KeptKey, KeyRing, hash_api_key
from domain.errors import PassingError
from domain.quota import Quota
from domain.registration import Registration
from domain.tenant import Tenant
from domain.tenant_access import UNREGISTERED, TenantAccess
from infrastructure.embedded.tenant_registry import SqliteTenantRegistry
from tests.fakes.embedded_tenants import InMemoryEmbeddedTenants
from tests.support.logs import NOON

KEYS = KeyRing((KeptKey(hash_api_key("key"), NOON),))


class UnderTest(NamedTuple):
    """Tenants, and how to make them unable to answer."""

    tenants: EmbeddedTenants
    break_down: Callable[[], None]


@pytest.fixture(params=["in_memory", "sqlite"])
def under_test(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[UnderTest]:
    """Each adapter in turn, empty."""
    if request.param == "in_memory":
        fake = InMemoryEmbeddedTenants()
        yield UnderTest(fake, lambda: setattr(fake, "failure", PassingError()))
        return
    with closing(SqliteTenantRegistry(tmp_path / "tenants.sqlite3")) as sqlite:
        yield UnderTest(sqlite, sqlite.close)


def test_a_change_is_visible_immediately(under_test: UnderTest) -> None:
    """Each of the combined ports returns a change at the next read."""
    tenants = under_test.tenants
    registered = Registration(Tenant("acme", retention_days=90), TenantAccess(KEYS, Quota(requests=6)))
    assert (tenants.get("acme"), tenants.access("acme")) == (Tenant("acme"), UNREGISTERED)

    assert tenants.put(registered)
    assert (tenants.get("acme"), tenants.access("acme")) == (registered.tenant, registered.access)

    found = tenants.find("acme")
    assert found
    assert tenants.put(removed(found))
    assert (tenants.get("acme"), tenants.access("acme")) == (registered.tenant, UNREGISTERED)


def test_tenants_that_cannot_be_read_say_so(under_test: UnderTest) -> None:
    """Probes and reads raise PassingError if the tenants are unavailable."""
    tenants = under_test.tenants
    tenants.probe()
    assert tenants.refusals == 0
    under_test.break_down()

    for ask in (tenants.probe, lambda: tenants.get("acme"), lambda: tenants.access("acme"), tenants.list):
        with pytest.raises(PassingError):
            ask()
