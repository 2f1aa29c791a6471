"""`make e2e`: verify the deployed stack, then inject failures.

Each step prints its law and its counts. The exit code is 1 if a law does not hold.
"""

import json
import os
import ssl
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from entrypoints.cli.aws_prices import INGEST_LINES_BYTES, LINE_BYTES, WORKER_LINES_BYTES
from entrypoints.deployment.settings import Settings, write_settings
from entrypoints.deployment.template import ROOT
from infrastructure.aws.log_items import INDEX
from tests.e2e.deployment import (
    FULL_TEMPLATE,
    STACK,
    Deployment,
    DeploymentFailed,
    deploy,
    deploy_by_dialogue,
    emulated_template,
    let_pages_in,
    take_over,
)
from tests.emulated.ministack import Ministack, running_ministack
from tests.emulated.processes import wait_for
from tests.support.template import REGION

_LOGS = 30
_WAIT_SECONDS = 240.0
_STORING = {"dynamodb:PutItem", "dynamodb:BatchExecuteStatement"}
# The figures that `cost` uses.
LINES_OF_A_RUN = {"ingest-api": INGEST_LINES_BYTES, "log-worker": WORKER_LINES_BYTES}


def main() -> int:
    """Run all steps. Return 1 if one fails."""
    with (
        running_ministack(enforces_roles=True) as aws,
        tempfile.TemporaryDirectory(prefix="deployment-") as folder,
    ):
        try:
            _dialogue(aws, Path(folder))
            deployment = deploy(aws, Path(folder), SecondsPerCharacter="0.01")
            for step in (_verification, _log_volume, _missing_right, _crash, _keys, _smoke):
                step(deployment)
            _restore(deployment, Path(folder))
            _take_over(deployment, Path(folder))
        except Exception:
            print(aws.log.read_text()[-4000:], file=sys.stderr)
            raise
    _say("PASS")
    return 0


def _dialogue(aws: Ministack, folder: Path) -> None:
    """Run `make deploy` with Enter at every question: a first attempt that fails, and a second one that succeeds."""
    asked = _said_by_a_failure(lambda: deploy_by_dialogue(aws, folder, FULL_TEMPLATE))
    (stack,) = aws.client("cloudformation").describe_stacks(StackName=STACK)["Stacks"]
    left = (
        aws.client("dynamodb").list_tables()["TableNames"] + aws.client("secretsmanager").list_secrets()["SecretList"]
    )
    assert (stack["StackStatus"], left) == ("ROLLBACK_COMPLETE", []), (stack, left)
    _say("make deploy with Enter at every question and a failing template: rolled back, no table and no secret left")
    started = time.monotonic()
    printed = deploy_by_dialogue(aws, folder, emulated_template(folder))
    assert "Press Enter" in asked
    assert "Press Enter" not in printed, "The second attempt asks again."
    for told in ("The endpoint is OPEN", "tenants create acme --table tenants", "make smoke ENDPOINT=https://"):
        assert told in printed, printed
    _say(f"the second attempt: deployed in {time.monotonic() - started:.0f} s, build included, and asked nothing")


def _said_by_a_failure(deploying: Callable[[], object]) -> str:
    try:
        deploying()
    except DeploymentFailed as error:
        return str(error)
    raise AssertionError("This deployment must fail. If the emulator supports it now, make it fail in another way.")


def _verification(deployment: Deployment) -> None:
    """Run the verification unchanged."""
    command = (
        sys.executable,
        "tests/acceptance/test_api.py",
        "--endpoint",
        deployment.endpoint,
        "--table",
        "tenant_logs",
    )
    done = subprocess.run(  # noqa: S603 - our own script
        command, cwd=ROOT, env={**os.environ, **deployment.aws.environment}, timeout=600, check=False
    )
    assert done.returncode == 0, "test_api.py does not pass"


def _log_volume(deployment: Deployment) -> None:
    """Compare the log lines of our functions, for single logs and for a batch, with the figures of `cost`."""
    logs = deployment.aws.client("logs")

    def lines_bytes(function: str, since: int) -> int:
        found = logs.filter_log_events(logGroupName=f"/aws/lambda/{function}", startTime=since)["events"]
        ours = [event["message"] for event in found if event["message"].startswith("{")]
        return sum(len(message.encode()) + LINE_BYTES for message in ours)

    started = int(time.time() * 1000)
    for number in range(_LOGS):
        log = {"tenant_id": "volume", "log_id": str(number), "text": f"call +1 415 555 2671 about {number}"}
        assert _post(deployment, log) == 202
        _wait(lambda: len(_stored(deployment, "volume")) > number, "the log is stored")  # noqa: B023 - ends here
    alone = {function: lines_bytes(function, started) / _LOGS for function in LINES_OF_A_RUN}
    started = int(time.time() * 1000)
    lines = [json.dumps({"tenant_id": "volumes", "text": f"call +1 415 555 2671 about {n}"}) for n in range(_LOGS)]
    assert _request(deployment, "/ingest/batch", "\n".join(lines).encode())[0] == 202
    _wait(lambda: len(_stored(deployment, "volumes")) == _LOGS, "the batch is stored")
    _wait(lambda: all(lines_bytes(function, started) for function in LINES_OF_A_RUN), "the batch is logged")
    together = {function: lines_bytes(function, started) for function in LINES_OF_A_RUN}
    for function, taken in LINES_OF_A_RUN.items():
        # A run that stores a batch has as many log lines as a run with one log.
        assert alone[function] <= taken <= 2 * alone[function], f"{function}: {alone[function]:.0f} B, cost has {taken}"
        assert together[function] <= taken, f"{function} logs {together[function]} B of a batch; cost has {taken}"
    said = ", ".join(f"{function} {alone[function]:.0f} B" for function in LINES_OF_A_RUN)
    batch = ", ".join(f"{function} {together[function]} B" for function in LINES_OF_A_RUN)
    _say(f"our own log lines of a run with one log: {said}; with a batch of {_LOGS}: {batch}")


def _missing_right(deployment: Deployment) -> None:
    """Take the worker's permission to store: its logs become dead letters, and a redrive stores them."""
    _receive_at_most(deployment, 1)
    deployment.change_policy("log-worker", lambda all_: [one for one in all_ if not _STORING & set(_action(one))])
    sent = [_send(deployment, "no-right", number) for number in range(_LOGS)]
    _wait(lambda: _dead(deployment) == _LOGS, "the logs become dead letters")
    assert not _stored(deployment, "no-right")
    deployment.change_policy("log-worker", _with_right_to_store(deployment))
    done = _command(deployment, "dlq", "redrive", "--tenant", "no-right", "--aws")
    _wait(lambda: _stored(deployment, "no-right") == set(sent), "every log comes home")
    _wait(lambda: _dead(deployment) == 0, "no dead letter is left")
    _receive_at_most(deployment, 8)
    _say(
        f"a role without PutItem: {_LOGS} logs, all dead letters, all stored once after `dlq redrive` ({done.strip()})"
    )


def _crash(deployment: Deployment) -> None:
    """Stop the worker during its work: afterwards it stores every log once."""
    functions = deployment.aws.client("lambda")
    environment = functions.get_function_configuration(FunctionName="log-worker")["Environment"]["Variables"]
    sqs = deployment.aws.client("sqs")
    sqs.set_queue_attributes(QueueUrl=deployment.outputs["QueueUrl"], Attributes={"VisibilityTimeout": "5"})
    # Lambda ends the process, because the timeout is shorter than the work.
    _configure_worker(deployment, {**environment, "SECONDS_PER_CHARACTER": "1"}, timeout=2)
    sent = [_send(deployment, "crash", number) for number in range(_LOGS)]
    _wait(lambda: "imed out" in deployment.aws.log.read_text(), "the worker is stopped")
    _configure_worker(deployment, environment, timeout=900)
    _wait(lambda: _stored(deployment, "crash") == set(sent), "every log is stored", 400)
    sqs.set_queue_attributes(QueueUrl=deployment.outputs["QueueUrl"], Attributes={"VisibilityTimeout": "5400"})
    _say(f"a worker that is stopped during its work: {_LOGS} logs, all stored once")


def _configure_worker(deployment: Deployment, environment: dict[str, str], *, timeout: int) -> None:
    """Change the worker while it gets no messages, because the emulator waits for the end of a function's runs."""
    functions = deployment.aws.client("lambda")
    (mapping,) = functions.list_event_source_mappings()["EventSourceMappings"]
    functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    functions.update_function_configuration(
        FunctionName="log-worker", Timeout=timeout, Environment={"Variables": environment}
    )
    functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=True)


def _keys(deployment: Deployment) -> None:
    """With AUTH_MODE=key, a tenant sends and reads only its own logs."""
    key = _command(deployment, "tenants", "create", "alpha", "--aws").split()[-1]
    other = _command(deployment, "tenants", "create", "omega", "--aws").split()[-1]
    functions = deployment.aws.client("lambda")
    environment = functions.get_function_configuration(FunctionName="ingest-api")["Environment"]["Variables"]
    functions.update_function_configuration(
        FunctionName="ingest-api", Environment={"Variables": {**environment, "AUTH_MODE": "key"}}
    )
    log = {"log_id": "1", "text": "call +1 415 555 2671"}
    answers = {
        "no key": _post(deployment, log),
        "an unknown key": _post(deployment, log, key[:-1] + ("0" if key[-1] != "0" else "1")),
        "another's key": _post(deployment, log | {"tenant_id": "alpha"}, other),
        "its key": _post(deployment, log | {"tenant_id": "alpha"}, key),
    }
    assert list(answers.values()) == [401, 401, 403, 202], answers
    _wait(lambda: _stored(deployment, "alpha") == {"1"}, "the log is stored")
    for mine, status in ((None, 401), (other, 403), (key, 200)):
        answer = _request(deployment, "/tenants/alpha/logs", key=mine)
        assert answer[0] == status, answer
    (read,) = json.loads(_request(deployment, "/tenants/alpha/logs", key=key)[1])["logs"]
    assert read["text"] == "call [PHONE]"
    _say("AUTH_MODE=key: 401 without a key or with an unknown one, 403 with another tenant's, 202 and 200 with its own")


def _smoke(deployment: Deployment) -> None:
    """Run `make smoke` against the emulator: the checks pass that the emulator supports, and the others are skipped."""
    let_pages_in(deployment.aws, "https://app.example.com")
    key = _command(deployment, "tenants", "create", "smoke", "--aws").split()[-1]
    command = (sys.executable, "-m", "tests.smoke", "--endpoint", deployment.endpoint, "--prefix", "", "--emulated")
    done = subprocess.run(  # noqa: S603 - our own program
        command, cwd=ROOT, env={**os.environ, **deployment.aws.environment, "KEY": key}, timeout=600, check=False
    )
    assert done.returncode == 0, "a check of make smoke fails"


def _restore(deployment: Deployment, folder: Path) -> None:
    """Follow "Backing up and restoring" in docs/runbook.md as far as the emulator supports it.

    The emulator restores the present state of a table, whatever moment is requested, and imports no secret: the new
    stack creates the secret, and its value is copied. Workarounds for the emulator work for one stack at a time, so the
    old stack is deleted first.
    """
    aws, tables = deployment.aws, ("tenant_logs", "tenants")
    policy = folder / "policy.json"
    policy.write_text(json.dumps({"version": "restore-1", "kinds": {"PHONE": "pseudonym"}}))
    key = _command(deployment, "tenants", "create", "restored", "--policy", str(policy), "--aws").split()[-1]
    # In a batch, the worker derives the id of a log with a time from the log and the master secret.
    log = {"tenant_id": "restored", "timestamp": "2026-01-31T12:00:00Z", "text": "call +1 415 555 2671"}
    batch = json.dumps([log]).encode()
    assert _request(deployment, "/ingest/batch", batch, key)[0] == 202
    before = _listed(deployment, key, 1)
    pseudonym = before[0]["text"].removeprefix("call ")
    assert pseudonym.startswith("[PHONE:"), pseudonym

    dynamodb, secrets = aws.client("dynamodb"), aws.client("secretsmanager")
    for table in tables:
        dynamodb.restore_table_to_point_in_time(
            SourceTableName=table, TargetTableName=f"restored-{table}", UseLatestRestorableTime=True
        )
        dynamodb.get_waiter("table_exists").wait(TableName=f"restored-{table}")
        dynamodb.update_continuous_backups(
            TableName=f"restored-{table}", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
        )
    dynamodb.update_time_to_live(
        TableName="restored-tenant_logs", TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires_at"}
    )
    bound = {"MaxReadRequestUnits": 1000, "MaxWriteRequestUnits": 1000}
    dynamodb.update_table(
        TableName="restored-tenant_logs",
        OnDemandThroughput=bound,
        GlobalSecondaryIndexUpdates=[{"Update": {"IndexName": INDEX, "OnDemandThroughput": bound}}],
    )
    copy = secrets.get_secret_value(SecretId="log-processor-master-secret")["SecretString"]
    _delete_stack(aws, STACK)
    elsewhere = folder / "restored"
    elsewhere.mkdir()
    write_settings(elsewhere / "samconfig.toml", Settings("restored", REGION, None, {"NamePrefix": "restored-"}))
    take_over(aws, elsewhere, "TenantLogs", "Tenants")
    restored = deploy(aws, elsewhere, "restored", NamePrefix="restored-", SecondsPerCharacter="0.01", AuthMode="key")
    secrets.put_secret_value(SecretId="restored-log-processor-master-secret", SecretString=copy)

    assert _listed(restored, key, 1) == before, "The old key reads the old logs."
    assert _request(restored, "/ingest/batch", batch, key)[0] == 202
    assert _post(restored, {"log_id": "new", "text": "again +14155552671"}, key) == 202
    found = {one["log_id"]: one["text"] for one in _listed(restored, key, 2)}
    assert found == {before[0]["log_id"]: before[0]["text"], "new": f"again {pseudonym}"}, found
    _wait(lambda: _count(restored, "QueueUrl") == 0, "the queue is empty")
    assert len(_listed(restored, key, 2)) == 2, "The retried log is stored once more."
    _say("tables restored under another name, with the secret's copy: the old key reads the old logs, a retried log")
    _say("gets its old id and stays one, and a phone number gets its old pseudonym")
    _delete_stack(aws, "restored")


def _listed(deployment: Deployment, key: str, least: int) -> list[dict[str, Any]]:
    """Return the logs of the tenant `restored` as a reader gets them, when there are this many."""
    logs: list[dict[str, Any]] = []

    def there() -> bool:
        status, body = _request(deployment, "/tenants/restored/logs", key=key)
        logs[:] = json.loads(body)["logs"] if status == 200 else []
        return len(logs) >= least

    _wait(there, "the tenant's logs are listed")
    return logs


def _delete_stack(aws: Ministack, stack: str) -> None:
    aws.client("cloudformation").delete_stack(StackName=stack)
    _wait(lambda: not aws.client("lambda").list_functions()["Functions"], "the stack is deleted")


def _take_over(deployment: Deployment, folder: Path) -> None:
    """A new stack imports the tables of a deleted one, with every log in them.

    The emulator cannot import a secret, so a new one is created.
    """
    aws = deployment.aws
    stored = _stored(deployment, "crash")
    assert stored
    said = _said_by_a_failure(lambda: deploy_by_dialogue(aws, folder, emulated_template(folder)))
    assert "A deleted stack has left tenant_logs" in said, said
    aws.client("secretsmanager").delete_secret(SecretId="log-processor-master-secret", ForceDeleteWithoutRecovery=True)
    take_over(aws, folder, "TenantLogs", "Tenants")
    deploy_by_dialogue(aws, folder, emulated_template(folder))
    assert _stored(deployment, "crash") == stored
    _say(f"a deleted stack's tables, imported into a new stack: all {len(stored)} logs of a tenant are still there")


def _receive_at_most(deployment: Deployment, times: int) -> None:
    """Lower the number of receives. With the template's number, the back-off takes two hours."""
    sqs = deployment.aws.client("sqs")
    attributes = sqs.get_queue_attributes(QueueUrl=deployment.outputs["QueueUrl"], AttributeNames=["RedrivePolicy"])
    policy = json.loads(attributes["Attributes"]["RedrivePolicy"]) | {"maxReceiveCount": times}
    sqs.set_queue_attributes(QueueUrl=deployment.outputs["QueueUrl"], Attributes={"RedrivePolicy": json.dumps(policy)})


def _with_right_to_store(deployment: Deployment) -> Callable[[list[dict[str, Any]]], list[dict[str, Any]]]:
    arn = deployment.aws.client("dynamodb").describe_table(TableName="tenant_logs")["Table"]["TableArn"]
    put = {"Effect": "Allow", "Action": "dynamodb:PutItem", "Resource": arn}
    # This is the emulator's own action: see `_with_inserts_allowed`.
    insert = {"Effect": "Allow", "Action": "dynamodb:BatchExecuteStatement", "Resource": "*"}
    return lambda statements: [*statements, put, insert]


def _action(statement: dict[str, Any]) -> list[str]:
    return [statement["Action"]] if isinstance(statement["Action"], str) else statement["Action"]


def _send(deployment: Deployment, tenant_id: str, number: int) -> str:
    log_id = f"log-{number}"
    log = {"tenant_id": tenant_id, "log_id": log_id, "text": f"number {number}"}
    assert _post(deployment, log) == 202
    return log_id


def _post(deployment: Deployment, log: dict[str, Any], key: str | None = None) -> int:
    return _request(deployment, "/ingest", json.dumps(log).encode(), key)[0]


def _request(deployment: Deployment, path: str, body: bytes | None = None, key: str | None = None) -> tuple[int, str]:
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {key}"} if key else {})}
    request = urllib.request.Request(deployment.endpoint + path, body, headers)  # noqa: S310 - on loopback
    trust = ssl.create_default_context(cafile=str(deployment.aws.certificate))
    try:
        with urllib.request.urlopen(request, timeout=60, context=trust) as answer:  # noqa: S310 - as above
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def _stored(deployment: Deployment, tenant_id: str) -> set[str]:
    found = deployment.aws.client("dynamodb").query(
        TableName="tenant_logs",
        KeyConditionExpression="tenant_id = :tenant",
        ExpressionAttributeValues={":tenant": {"S": tenant_id}},
        ConsistentRead=True,
    )
    ids = [item["log_id"]["S"] for item in found["Items"]]
    assert len(ids) == len(set(ids))
    return set(ids)


def _dead(deployment: Deployment) -> int:
    return _count(deployment, "DeadLetterQueueUrl")


def _count(deployment: Deployment, queue: str) -> int:
    """Return the number of messages that are queued or in work."""
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    attributes = deployment.aws.client("sqs").get_queue_attributes(
        QueueUrl=deployment.outputs[queue], AttributeNames=names
    )
    return sum(int(attributes["Attributes"][name]) for name in names)


def _command(deployment: Deployment, *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own program
        (sys.executable, "-m", "entrypoints.cli", *arguments),
        cwd=ROOT,
        env={**os.environ, **deployment.aws.environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _wait(ready: Callable[[], bool], what: str, seconds: float = _WAIT_SECONDS) -> None:
    def soundly() -> bool:
        # The emulator sometimes loses a connection.
        with suppress(OSError):
            return ready()
        return False

    wait_for(soundly, what, seconds)


def _say(what: str) -> None:
    print(what, flush=True)


if __name__ == "__main__":
    sys.exit(main())
