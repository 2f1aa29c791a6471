"""The command `tenants`, the same on both backends."""

import io
import json
import re
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from domain.api_key import hash_api_key
from entrypoints.cli import main
from infrastructure.aws.tenant_registry import DynamoDbTenantRegistry
from infrastructure.embedded.data_folder import DataFolder
from infrastructure.embedded.log_repository import SqliteLogRepository
from tests.contract.aws import create_table
from tests.contract.records import add, log
from tests.fakes.clock import ManualClock
from tests.support.template import TENANTS

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEY = re.compile(r"alp_acme_[0-9a-f]{64}\n")
POLICY = {"version": "2026-11", "region": "DE", "kinds": {"PHONE": "pseudonym"}}


@dataclass(frozen=True)
class Result:
    """What a command left behind."""

    code: int
    printed: str
    told: str


@dataclass(frozen=True)
class Command:
    """`tenants`, about one backend."""

    where: Sequence[str]
    capsys: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str) -> Result:
        """Run it."""
        self.capsys.readouterr()
        try:
            code = main(["tenants", *arguments, *self.where])
        except SystemExit as end:
            code = int(str(end.code))
        return Result(code, *self.capsys.readouterr())

    def done(self, *arguments: str) -> str:
        """What it printed; it must have succeeded."""
        result = self(*arguments)
        assert result.code == 0, result.told
        return result.printed

    def shown(self) -> dict[str, Any]:
        """What is registered of acme."""
        document: dict[str, Any] = json.loads(self.done("show", "acme", "--json"))
        return document

    def key_hashes(self) -> list[str]:
        """The beginnings of the hashes of acme's keys."""
        return [key["sha256_prefix"] for key in self.shown()["keys"]]


@pytest.fixture
def embedded(tmp_path: Path) -> list[str]:
    """A data folder that is not there yet."""
    return ["--data", str(tmp_path / "data")]


@pytest.fixture
def on_aws(dynamodb: "DynamoDBClient") -> list[str]:
    """The deployed table."""
    return ["--table", create_table(dynamodb, TENANTS)]


@pytest.fixture(params=["embedded", "on_aws"])
def tenants(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Command:
    """Each backend in turn, without tenants."""
    return Command(request.getfixturevalue(request.param), capsys)


def policy_file(folder: Path, document: object) -> str:
    """Write a policy."""
    path = folder / "policy.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return str(path)


def test_key_is_printed_once_and_alone(tenants: Command) -> None:
    """Standard output has only the key; no later command shows the key or its whole hash."""
    key = tenants.done("create", "acme")

    assert KEY.fullmatch(key)
    shown = tenants.done("show", "acme") + tenants.done("show", "acme", "--json") + tenants.done("list")
    assert key.strip() not in shown
    assert hash_api_key(key.strip()) not in shown
    assert tenants.key_hashes() == [hash_api_key(key.strip())[:12]]


def test_no_two_keys_are_alike(tenants: Command) -> None:
    """Each key is new."""
    tenants.done("create", "acme")

    assert len({tenants.done("rotate-key", "acme") for _ in range(5)}) == 5


def test_choices_are_kept_as_they_were_made(tenants: Command, tmp_path: Path) -> None:
    """Choices are shown as they were made at the creation or later, and stay until they are named again."""
    tenants.done("create", "acme", "--retention-days", "90", "--requests-per-minute", "600")
    tenants.done("set", "acme", "--policy", policy_file(tmp_path, POLICY), "--bytes-per-minute", "1000000")

    shown = tenants.shown()
    assert (shown["policy"]["version"], shown["policy"]["region"]) == ("2026-11", "DE")
    assert shown["policy"]["kinds"]["PHONE"] == "pseudonym"
    assert shown["retention_days"] == 90
    assert shown["quota"] == {"requests_per_minute": 600, "bytes_per_minute": 1_000_000}
    assert len(shown["keys"]) == 1

    undone = ("--policy", "default", "--retention-days", "forever", "--requests-per-minute", "unlimited")
    tenants.done("set", "acme", *undone)
    shown = tenants.shown()
    assert (shown["policy"]["version"], shown["retention_days"]) == ("default-2", None)
    assert shown["quota"] == {"requests_per_minute": None, "bytes_per_minute": 1_000_000}


def test_policy_comes_from_standard_input_too(tenants: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """With `-`, the policy is read from standard input."""
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(POLICY)))
    tenants.done("create", "acme", "--policy", "-")

    assert tenants.shown()["policy"]["version"] == "2026-11"


def test_policy_without_a_version_gets_one_of_its_content(tenants: Command, tmp_path: Path) -> None:
    """A policy without a version gets one from its content: equal policies have equal versions."""
    versions = []
    for kinds in ({"PHONE": "partial"}, {"PHONE": "keep"}, {"PHONE": "partial"}):
        path = policy_file(tmp_path, {"kinds": kinds})
        tenants("create", "acme")
        tenants.done("set", "acme", "--policy", path)
        versions.append(tenants.shown()["policy"]["version"])

    assert versions[0] == versions[2] != versions[1]


@pytest.mark.parametrize("flags", [(), ("--dry-run",)], ids=["set", "dry-run"])
@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("{", "not JSON"),
        ("[]", "must be a JSON object"),
        ({"kinds": {"PHONE": "hide"}}, "must be one of mask, pseudonym, partial, keep"),
        ({"kinds": {"FAX": "mask"}}, "Unknown kinds FAX"),
        ({"region": "Atlantis"}, "Unknown region 'Atlantis'"),
        ({"colour": "red"}, "has no field 'colour'"),
        ({"custom": [{"name": "ID", "pattern": "("}]}, "pattern"),
        ({**POLICY, "kinds": {"PHONE": "keep"}}, "version '2026-11'"),
        ({"allow": [f"{number:0400}" for number in range(900)]}, "the limit is 300,000"),
    ],
)
def test_refused_policy_changes_nothing(
    tenants: Command, tmp_path: Path, document: object, reason: str, flags: Sequence[str]
) -> None:
    """An invalid policy, or one with another policy's version, is refused by `set` and in a dry run."""
    tenants.done("create", "acme", "--policy", policy_file(tmp_path, POLICY))
    before = tenants.shown()

    result = tenants("set", "acme", "--policy", policy_file(tmp_path, document), "--retention-days", "90", *flags)

    assert result.code == 1
    assert reason in result.told
    assert "Traceback" not in result.told
    assert tenants.shown() == before


def test_what_a_policy_changes_is_shown(tenants: Command, tmp_path: Path) -> None:
    """Each kind whose action changes is named, and `--dry-run` changes nothing."""
    first = {**POLICY, "catalogue": 1, "allow": ["+1 800 555 0199"]}
    tenants.done("create", "acme", "--policy", policy_file(tmp_path, first))
    changed = {"kinds": {"PHONE": "mask"}, "region": ["DE", "AT"], "allow": [], "columns": ["id,phone"]}
    renewed = {**POLICY, "version": "2026-12", **changed}
    before = tenants.shown()

    result = tenants("set", "acme", "--policy", policy_file(tmp_path, renewed), "--dry-run")

    assert result.code == 0
    for change in (
        "PHONE: pseudonym -> mask",
        "catalogue: 1 -> 2",
        "region: DE -> DE AT",
        "allow: 1 fewer",
        "columns: none -> id,phone",
    ):
        assert change in result.told
    assert "EMAIL:" not in result.told
    assert tenants.shown() == before

    assert "PHONE: pseudonym -> mask" in tenants("set", "acme", "--policy", policy_file(tmp_path, renewed)).told
    assert tenants.shown()["policy"]["catalogue"] == 2


def test_policy_file_that_is_not_there_is_said_so(tenants: Command, tmp_path: Path) -> None:
    """The error for a missing policy file names the file."""
    result = tenants("create", "acme", "--policy", str(tmp_path / "missing.json"))

    assert (result.code, "missing.json" in result.told) == (1, True)
    assert tenants("show", "acme").code == 1


def test_rotation_leaves_the_key_before(tenants: Command) -> None:
    """After a rotation the two newest keys work; `--finish` revokes the older one, `--revoke-others` all others."""
    keys = [tenants.done("create", "acme"), tenants.done("rotate-key", "acme"), tenants.done("rotate-key", "acme")]
    hashes = [hash_api_key(key.strip())[:12] for key in keys]
    assert tenants.key_hashes() == [hashes[2], hashes[1]]

    assert tenants.done("rotate-key", "acme", "--finish") == ""
    assert tenants.key_hashes() == [hashes[2]]

    tenants.done("rotate-key", "acme")
    last = tenants.done("rotate-key", "acme", "--revoke-others")
    assert tenants.key_hashes() == [hash_api_key(last.strip())[:12]]


def test_tenants_are_listed(tenants: Command) -> None:
    """The list has a line for each tenant below headings, or is a JSON array; it is empty without tenants."""
    assert tenants.done("create", "acme")
    assert tenants.done("create", "beta", "--retention-days", "22")

    heading, acme, beta = tenants.done("list").splitlines()
    assert heading.split()[:2] == ["TENANT", "POLICY"]
    assert acme.split() == ["acme", "default-2", "US", "forever", "unlimited", "1"]
    assert beta.split() == ["beta", "default-2", "US", "22", "days", "unlimited", "1"]
    assert [each["tenant_id"] for each in json.loads(tenants.done("list", "--json"))] == ["acme", "beta"]

    for tenant_id in ("acme", "beta"):
        tenants.done("remove", tenant_id, "--yes")
    assert tenants.done("list") == ""
    assert json.loads(tenants.done("list", "--json")) == []


def test_removed_tenant_is_gone_until_it_is_made_anew(tenants: Command) -> None:
    """A removed tenant is neither shown nor changed; created again, it has a new key and no earlier choices."""
    tenants.done("create", "acme", "--retention-days", "90")
    tenants.done("remove", "acme", "--yes")

    for action in (["show", "acme"], ["set", "acme", "--retention-days", "30"], ["rotate-key", "acme"]):
        result = tenants(*action)
        assert (result.code, "acme is not registered" in result.told) == (1, True)
    assert tenants("remove", "acme", "--yes").code == 1

    tenants.done("create", "acme", "--yes")
    assert tenants.shown()["retention_days"] is None
    assert len(tenants.key_hashes()) == 1


def test_removing_is_asked_about(tenants: Command) -> None:
    """Without `--yes`, and if nobody can be asked, no tenant is removed."""
    tenants.done("create", "acme")

    result = tenants("remove", "acme")
    assert (result.code, "--yes" in result.told) == (1, True)
    assert tenants.shown()["tenant_id"] == "acme"


def test_creating_a_removed_tenant_is_asked_about(tenants: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """Creating a removed tenant again needs `--yes` or its typed name, because the new key opens its stored logs."""
    tenants.done("create", "acme")
    tenants.done("remove", "acme", "--yes")

    for terminal, typed in ((False, ""), (True, "beta\n"), (True, "")):
        monkeypatch.setattr("sys.stdin", typing(typed, terminal=terminal))
        result = tenants("create", "acme")
        assert (result.code, result.printed) == (1, "")
        assert "A new key opens" in result.told
        assert "Nothing was registered" in result.told
        assert tenants("show", "acme").code == 1

    monkeypatch.setattr("sys.stdin", typing("acme\n", terminal=True))
    assert KEY.fullmatch(tenants.done("create", "acme"))


def test_logs_that_a_new_key_opens_are_counted(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """In a data folder, creating a removed tenant again reports the number of its stored logs and the oldest time."""
    tenants = Command(["--data", str(tmp_path / "data")], capsys)
    tenants.done("create", "acme")
    tenants.done("remove", "acme", "--yes")
    assert "none is stored" in tenants("create", "acme").told

    with (
        DataFolder(tmp_path / "data") as folder,
        closing(SqliteLogRepository(folder.logs, clock=ManualClock())) as logs,
    ):
        for log_id in ("1", "2"):
            add(logs, log(log_id))
        add(logs, log("1", tenant_id="beta"))
    assert "opens its 2 stored logs, the oldest from 2026-11-23T12:00:00Z." in tenants("create", "acme").told


def typing(text: str, *, terminal: bool) -> io.StringIO:
    """Make a standard input with this in it."""
    stream = io.StringIO(text)
    stream.isatty = lambda: terminal  # type: ignore[method-assign]
    return stream


def test_tenant_is_made_once(tenants: Command) -> None:
    """A second creation of a tenant fails and does not change its keys."""
    tenants.done("create", "acme")
    hashes = tenants.key_hashes()

    result = tenants("create", "acme")
    assert (result.code, result.printed) == (1, "")
    assert "already" in result.told
    assert tenants.key_hashes() == hashes


@pytest.mark.parametrize(
    "arguments",
    [
        ["create"],
        ["create", "a#b"],
        ["create", "acme\n"],
        ["create", "acme", "--retention-days", "21"],
        ["create", "acme", "--retention-days", "36501"],
        ["create", "acme", "--retention-days", "-1"],
        ["create", "acme", "--requests-per-minute", "0"],
        ["create", "acme", "--bytes-per-minute", "many"],
        ["rotate-key", "acme", "--finish", "--revoke-others"],
        ["list", "--data", "x", "--aws"],
        ["forget", "acme"],
        [],
    ],
)
def test_wrong_usage_exits_with_2(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    """Wrong arguments exit with code 2 and a message, before anything is opened."""
    result = Command([], capsys)(*arguments)

    assert result.code == 2
    assert result.told
    assert result.printed == ""


def test_reason_of_a_least_retention_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """A retention of a week is refused with the reason and the least number of days."""
    result = Command([], capsys)("create", "acme", "--retention-days", "7")

    assert "22 days or longer" in result.told
    assert "dead letter" in result.told
    assert "stored twice" in result.told


def test_setting_nothing_is_said_so(tenants: Command) -> None:
    """`set` without a choice fails."""
    tenants.done("create", "acme")

    assert tenants("set", "acme").code == 1


def test_data_folder_that_is_not_there_is_only_made_to_create(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Only `create` creates a missing data folder; other commands report it."""
    tenants = Command(["--data", str(tmp_path / "dta")], capsys)

    for action in (["list"], ["show", "acme"], ["set", "acme", "--retention-days", "30"], ["rotate-key", "acme"]):
        result = tenants(*action)
        assert (result.code, "dta" in result.told) == (1, True)
    assert not (tmp_path / "dta").exists()


def test_data_folder_in_use_is_no_hindrance(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Tenants can be managed while a server uses the folder."""
    with DataFolder(tmp_path / "data"):
        assert KEY.fullmatch(Command(["--data", str(tmp_path / "data")], capsys).done("create", "acme"))


def test_file_of_another_version_is_said_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """A file of another version is named and not changed."""
    DataFolder(tmp_path).close()
    (tmp_path / "tenants.sqlite3").write_bytes(b"something else" * 100)

    result = Command(["--data", str(tmp_path)], capsys)("list")
    assert (result.code, "tenants.sqlite3" in result.told) == (1, True)
    assert (tmp_path / "tenants.sqlite3").read_bytes() == b"something else" * 100


def test_table_that_is_not_there_is_said_so(dynamodb: "DynamoDBClient", capsys: pytest.CaptureFixture[str]) -> None:  # noqa: ARG001 - it keeps AWS away
    """A missing table is reported in AWS's words, without a traceback."""
    result = Command(["--table", "nope"], capsys)("list")

    assert result.code == 1
    assert "ResourceNotFoundException" in result.told
    assert "Traceback" not in result.told


def test_missing_boto3_is_said_so(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Without boto3, `--aws` says what to install."""
    monkeypatch.delitem(sys.modules, "entrypoints.containers.stack", raising=False)
    monkeypatch.delitem(sys.modules, "infrastructure.aws.clients")
    monkeypatch.setitem(sys.modules, "boto3", None)

    result = Command(["--aws"], capsys)("list")
    assert (result.code, "boto3" in result.told) == (1, True)


def test_aws_stands_for_the_usual_table(dynamodb: "DynamoDBClient", capsys: pytest.CaptureFixture[str]) -> None:
    """`--aws` uses the table that template.yaml names without a prefix."""
    table = create_table(dynamodb, TENANTS)
    Command(["--aws"], capsys).done("create", "acme")

    assert DynamoDbTenantRegistry(dynamodb, table_name=table).find("acme")


def test_administrators_keys_are_made_listed_and_revoked(tenants: Command) -> None:
    """Each administrator's key is printed once and alone, listed and revoked by the beginning of its hash."""
    first, second = (tenants.done("create-admin-key").strip() for _ in range(2))
    assert re.fullmatch("alp__admin_[0-9a-f]{64}", first)
    listed = json.loads(tenants.done("list-admin-keys", "--json"))
    assert [key["sha256_prefix"] for key in listed] == [hash_api_key(key)[:12] for key in (second, first)]
    shown = tenants.done("list-admin-keys")
    assert hash_api_key(first)[:12] in shown
    assert not any(key in shown or hash_api_key(key) in shown for key in (first, second))

    tenants.done("revoke-admin-key", hash_api_key(second)[:12])
    assert [key["sha256_prefix"] for key in json.loads(tenants.done("list-admin-keys", "--json"))] == [
        hash_api_key(first)[:12]
    ]
    assert tenants("revoke-admin-key", hash_api_key(second)[:12]).code == 1
    assert tenants("revoke-admin-key", "").code == 2
    assert tenants.done("list") == ""


def test_there_are_ten_administrators_keys_at_most(tenants: Command) -> None:
    """The eleventh administrator's key is refused with advice."""
    for _ in range(10):
        tenants.done("create-admin-key")
    refused = tenants("create-admin-key")
    assert (refused.code, refused.printed) == (1, "")
    assert "Revoke one" in refused.told


def test_tenant_allows_its_keys_to_erase(tenants: Command) -> None:
    """A tenant's keys may erase only after it was allowed; other changes and rotations keep that choice."""
    tenants.done("create", "acme")
    assert tenants.shown()["may_erase"] is False
    tenants.done("set", "acme", "--allow-erasing")
    tenants.done("set", "acme", "--requests-per-minute", "5")
    tenants.done("rotate-key", "acme")
    assert tenants.shown()["may_erase"] is True
    assert "may erase" in tenants.done("show", "acme")
    tenants.done("set", "acme", "--no-allow-erasing")
    assert tenants.shown()["may_erase"] is False
