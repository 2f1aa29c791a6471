"""What stands in stored logs for a value that was taken out of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from application.ports.master_secret import MasterSecret
from application.ports.tenant_directory import TenantDirectory
from domain.errors import CallerError
from domain.identity import pseudonym_key
from domain.tenant_id import check_tenant_id


@dataclass(frozen=True)
class PersonalValue:
    """A value of a kind, as somebody writes it; hidden from `repr`."""

    kind: str
    value: str = field(repr=False)


class FindPlaceholders:
    """A tenant whose policy replaces a kind by keyed pseudonyms can find the logs that a value of it stood in."""

    def __init__(self, *, tenants: TenantDirectory, master_secret: MasterSecret) -> None:
        self._tenants = tenants
        self._master_secret = master_secret

    def find(self, tenant_id: str, values: Sequence[PersonalValue]) -> tuple[str, ...]:
        """The placeholder of each value, by the tenant's present policy.

        Raises CallerError: `no_tags` where the policy keeps none of a kind, and for a bad tenant id. Raises
        PassingError.
        """
        check_tenant_id(tenant_id)
        # Loaded late: the rules of redaction are for searches of this kind alone.
        from domain.redaction import Action, redactor_for  # noqa: PLC0415

        policy = self._tenants.get(tenant_id).redaction_policy
        for each in values:
            if policy.actions.get(each.kind) is not Action.PSEUDONYM:
                raise CallerError(
                    "no_tags",
                    "values: the tenant's policy keeps no tags of this kind, by which its values could be found. It "
                    'keeps them where its action for the kind is "pseudonym", of logs that are stored from then on.',
                )
        redactor = redactor_for(policy, pseudonym_key(self._master_secret.read(), tenant_id))
        return tuple(redactor.placeholder_of(each.kind, each.value) for each in values)
