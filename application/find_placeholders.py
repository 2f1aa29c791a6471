"""Finding the pseudonyms that have replaced given values in stored logs."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from application.ports.master_secret import MasterSecret
from application.ports.tenant_directory import TenantDirectory
from domain.errors import CallerError
from domain.identity import pseudonym_key
from domain.tenant_id import check_tenant_id


@dataclass(frozen=True)
class PersonalValue:
    """A value and its kind, such as an e-mail address. The value is hidden from `repr`."""

    kind: str
    value: str = field(repr=False)


class FindPlaceholders:
    """Computes pseudonyms for values, so that a tenant can search for the logs that contained them."""

    def __init__(self, *, tenants: TenantDirectory, master_secret: MasterSecret) -> None:
        self._tenants = tenants
        self._master_secret = master_secret

    def find(self, tenant_id: str, values: Sequence[PersonalValue]) -> tuple[str, ...]:
        """Return the placeholder of each value under the tenant's current policy.

        Raises CallerError for a bad tenant id, or if the policy does not replace a kind by pseudonyms (`no_tags`).
        Raises PassingError.
        """
        check_tenant_id(tenant_id)
        # Imported here because other searches do not need redaction, whose rules take long to load.
        from domain.redaction import Action, redactor_for  # noqa: PLC0415

        policy = self._tenants.get(tenant_id).redaction_policy
        for each in values:
            if policy.actions.get(each.kind) is not Action.PSEUDONYM:
                raise CallerError(
                    "no_tags",
                    "values: the tenant's policy does not replace this kind by pseudonyms, so its values cannot be "
                    'found. Set the action for the kind to "pseudonym"; it applies to logs that are stored afterwards.',
                )
        redactor = redactor_for(policy, pseudonym_key(self._master_secret.read(), tenant_id))
        return tuple(redactor.placeholder_of(each.kind, each.value) for each in values)
