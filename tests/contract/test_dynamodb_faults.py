"""The DynamoDB adapter's handling of failures and answers that moto never gives."""

import traceback
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from application.ports.log_store import LogStore
from application.store_once import StoreOnce, StoreResult
from domain.errors import FinalError, PassingError
from domain.processed_log import Position
from domain.query.log_query import LogQuery, Order
from tests.contract.aws import PASSING_FAULTS, Answer, answered, document, intercept, read_timeout, refused
from tests.contract.conftest import Clients, RepositoryUnderTest
from tests.contract.records import HARD_ATTRIBUTES, add, ids_of_one_shard, largest_text, log, logs, time
from tests.fakes.master_secret import FixedMasterSecret

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TOGETHER = logs(["1", "2", "3"])


def add_together(repository: LogStore) -> None:
    """Add three logs in one call, and raise what keeps one of them from being added."""
    for answer in repository.add(TOGETHER):
        if isinstance(answer, Exception):
            raise answer


METHODS: dict[str, Callable[[LogStore], object]] = {
    "add": lambda repository: add(repository, log()),
    "add together": add_together,
    "find": lambda repository: repository.find("acme", "1"),
    "conflicts": lambda repository: repository.conflicts("acme", "1", 10),
    "content_tags": lambda repository: repository.content_tags("acme", ["1"]),
    "page": lambda repository: repository.page(LogQuery("acme"), 10).logs,
}


@pytest.fixture
def repository(dynamodb_repository: RepositoryUnderTest) -> LogStore:
    """The repository over the client that is tampered with."""
    return dynamodb_repository.repository


@pytest.fixture
def behind(aws: Clients) -> "DynamoDBClient":
    """Another client, through which a request gets to the table although its answer does not come from there."""
    return aws.dynamodb()


@pytest.mark.parametrize("fault", PASSING_FAULTS.values(), ids=PASSING_FAULTS)
@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_failed_call_is_a_passing_error(
    repository: LogStore, dynamodb: "DynamoDBClient", method: Callable[[LogStore], object], fault: Answer
) -> None:
    """Every failure of DynamoDB is a passing error: the caller may retry, and the log is not given up."""
    intercept(dynamodb, always=fault)

    with pytest.raises(PassingError):
        method(repository)


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_fault_that_passes_is_not_seen(
    repository: LogStore, dynamodb: "DynamoDBClient", method: Callable[[LogStore], object]
) -> None:
    """A call that fails twice and then succeeds is a success."""
    fault = refused("ProvisionedThroughputExceededException")
    intercept(dynamodb, fault, fault)

    method(repository)


@pytest.mark.parametrize("code", ["ValidationException", "SerializationException"])
def test_refused_item_is_final(repository: LogStore, dynamodb: "DynamoDBClient", code: str) -> None:
    """An item that DynamoDB rejects as invalid is tried once and given up."""
    interception = intercept(dynamodb, always=refused(code))

    with pytest.raises(FinalError, match="item_refused"):
        add(repository, log())
    assert len(interception.requests) == 1


def test_item_that_boto3_refuses_is_final(repository: LogStore) -> None:
    """An item that boto3 rejects before sending is a final error, and the error contains nothing of the item."""
    wrong = replace(log(), text=cast("str", 7), policy_version="watermark")

    with pytest.raises(FinalError, match="item_refused") as refusal:
        add(repository, wrong)
    assert "watermark" not in "".join(traceback.format_exception(refusal.value))


def test_item_that_is_too_large_is_final(repository: LogStore) -> None:
    """An item above DynamoDB's size limit is a final error, and nothing is stored."""
    too_large = replace(log(), text="x" * 410_000)

    with pytest.raises(FinalError, match="item_refused"):
        add(repository, too_large)
    assert repository.find("acme", "1") is None


def test_answer_lost_after_the_put_is_already_stored(
    repository: LogStore, dynamodb: "DynamoDBClient", behind: "DynamoDBClient"
) -> None:
    """If the answer to a put is lost, boto3 retries, finds the log's own item, and reports no conflict."""
    store = StoreOnce(repository=repository, master_secret=FixedMasterSecret())
    interception = intercept(dynamodb, losing_the_answer(behind), operation="PutItem")

    assert store.store([log()]) == [StoreResult.ALREADY_STORED]
    assert len(interception.requests) == 2
    assert repository.page(LogQuery("acme"), 10).logs == [log()]


def test_answers_lost_for_good_leave_the_log_to_the_queue(
    repository: LogStore, dynamodb: "DynamoDBClient", behind: "DynamoDBClient"
) -> None:
    """If all answers to a put are lost, it is a passing error, and the next delivery finds the log stored."""
    store = StoreOnce(repository=repository, master_secret=FixedMasterSecret())
    intercept(dynamodb, losing_the_answer(behind), read_timeout, read_timeout, operation="PutItem")

    (failure,) = store.store([log()])
    assert isinstance(failure, PassingError)
    assert store.store([log()]) == [StoreResult.ALREADY_STORED]
    assert repository.page(LogQuery("acme"), 10).logs == [log()]


def test_logs_are_added_in_as_few_calls_as_can_be(repository: LogStore, dynamodb: "DynamoDBClient") -> None:
    """Sixty logs take three calls of at most 25 statements, and no answer contains a stored item."""
    interception = intercept(dynamodb)

    assert repository.add(logs([str(number) for number in range(60)])) == [None] * 60
    assert [len(request["Statements"]) for request in interception.requests] == [25, 25, 10]
    for request in interception.requests:
        for statement in request["Statements"]:
            assert set(statement) == {"Statement", "Parameters"}
            assert statement["Statement"].startswith('INSERT INTO "tenant_logs" VALUE ')


def test_no_call_names_an_item_twice(repository: LogStore, dynamodb: "DynamoDBClient") -> None:
    """No call names an item twice: logs with the same id are added one after the other."""
    interception = intercept(dynamodb, operation="BatchExecuteStatement")
    first, second = log("1"), replace(log("1"), content_tag="second")

    assert repository.add([first, log("2"), second, first]) == [None, None, first.content_tag, first.content_tag]
    (request,) = interception.requests
    assert len(request["Statements"]) == 2


def test_a_statement_that_is_throttled_is_tried_again_alone(
    repository: LogStore, dynamodb: "DynamoDBClient", behind: "DynamoDBClient"
) -> None:
    """A throttled statement is sent again without the statements that succeeded."""
    interception = intercept(
        dynamodb,
        failing_statements(behind, {0: "ThrottlingError", 2: "ProvisionedThroughputExceeded"}),
        failing_statements(behind, {1: "InternalServerError"}),
        operation="BatchExecuteStatement",
    )

    assert repository.add(TOGETHER) == [None] * 3
    assert [len(request["Statements"]) for request in interception.requests] == [3, 2, 1]
    assert [repository.find("acme", each.log_id) for each in TOGETHER] == TOGETHER


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("ThrottlingError", (PassingError, 4)),
        ("AccessDenied", (PassingError, 1)),
        ("ResourceNotFound", (PassingError, 1)),
        ("a code of tomorrow", (PassingError, 1)),
        ("ValidationError", (FinalError, 1)),
    ],
)
def test_a_statement_that_fails_costs_no_other(
    repository: LogStore,
    dynamodb: "DynamoDBClient",
    behind: "DynamoDBClient",
    code: str,
    expected: tuple[type[Exception], int],
) -> None:
    """If one statement fails, only its log gets an error: final if the item is invalid, passing otherwise."""
    error, calls = expected
    interception = intercept(dynamodb, failing_statements(behind, {1: code}), operation="BatchExecuteStatement")
    interception.always = failing_statements(behind, {0: code})

    first, failed, last = repository.add(TOGETHER)
    assert (first, last) == (None, None)
    assert isinstance(failed, error)
    assert len(interception.requests) == calls
    assert repository.find("acme", "2") is None


def test_answer_lost_after_a_call_is_no_conflict(
    repository: LogStore, dynamodb: "DynamoDBClient", behind: "DynamoDBClient"
) -> None:
    """If the answer to a call is lost, the retry finds its own items, and each log is stored once."""
    store = StoreOnce(repository=repository, master_secret=FixedMasterSecret())

    def lost(request: AWSPreparedRequest) -> AWSResponse | None:
        behind.batch_execute_statement(**document(request))
        return read_timeout(request)

    intercept(dynamodb, lost, operation="BatchExecuteStatement")

    assert store.store(TOGETHER) == [StoreResult.ALREADY_STORED] * 3
    assert len(repository.page(LogQuery("acme"), 10).logs) == 3


def test_a_refused_call_is_told_apart_by_its_logs(repository: LogStore, dynamodb: "DynamoDBClient") -> None:
    """If DynamoDB rejects a whole call because of one item, the other logs are added one by one."""
    wanted = [*TOGETHER, replace(log("large"), text="x" * 410_000)]
    intercept(dynamodb, refused("ValidationException"), operation="BatchExecuteStatement")

    *stored, large = repository.add(wanted)
    assert stored == [None] * 3
    assert isinstance(large, FinalError)


def test_taken_ids_are_told_for_a_while_only(
    dynamodb_repository: RepositoryUnderTest, dynamodb: "DynamoDBClient"
) -> None:
    """If adding logs one by one takes too long, the rest are left to the queue before the worker is stopped."""
    repository, clock = dynamodb_repository.repository, dynamodb_repository.clock
    repository.add(TOGETHER)

    def slow(_request: AWSPreparedRequest) -> AWSResponse | None:
        clock.advance(6)
        return None

    intercept(dynamodb, operation="PutItem", always=slow)
    first, second, third = repository.add(TOGETHER)
    assert (first, second) == (TOGETHER[0].content_tag, TOGETHER[1].content_tag)
    assert isinstance(third, PassingError)


def test_unprocessed_keys_are_asked_for_again(
    repository: LogStore, dynamodb: "DynamoDBClient", behind: "DynamoDBClient"
) -> None:
    """If DynamoDB answers for some keys only, the others are requested again, and none is missing."""
    stored = {each.log_id: each.content_tag for each in logs("abcdef")}
    for each in logs("abcdef"):
        add(repository, each)
    interception = intercept(dynamodb, processing(behind, 2), processing(behind, 3), operation="BatchGetItem")

    assert repository.content_tags("acme", [*stored, "absent"]) == [*stored.values(), None]
    assert [len(keys(request)) for request in interception.requests] == [7, 5, 2]


def test_keys_that_are_never_processed_are_a_passing_error(
    repository: LogStore, dynamodb: "DynamoDBClient", behind: "DynamoDBClient"
) -> None:
    """If DynamoDB never answers for a key, the read is a passing error and does not report the key as free."""
    add(repository, log("a"))
    interception = intercept(dynamodb, always=processing(behind, 0), operation="BatchGetItem")

    with pytest.raises(PassingError):
        repository.content_tags("acme", ["a", "b"])
    assert len(interception.requests) <= 5


@pytest.mark.parametrize("failing", range(8))
def test_page_without_one_shard_is_a_passing_error(
    repository: LogStore, dynamodb: "DynamoDBClient", failing: int
) -> None:
    """A page is a passing error if one of its shards is missing."""
    for each in logs("abcdefgh"):
        add(repository, each)
    intercept(dynamodb, always=refusing_shard(failing), operation="Query")

    with pytest.raises(PassingError):
        repository.page(LogQuery("acme"), 10)


def test_page_that_cannot_go_on_is_a_passing_error(repository: LogStore, dynamodb: "DynamoDBClient") -> None:
    """A page is a passing error if only its first answers of 1 MB arrive."""
    for each in logs(ids_of_one_shard(4)):
        add(repository, replace(each, text=largest_text()))
    intercept(dynamodb, always=refusing_further_answers, operation="Query")

    with pytest.raises(PassingError):
        repository.page(LogQuery("acme"), 100)


def test_range_that_holds_nothing_is_not_asked_for(repository: LogStore, dynamodb: "DynamoDBClient") -> None:
    """A range that contains no time gives an empty page without a call, because DynamoDB rejects such a range."""
    interception = intercept(dynamodb)

    assert repository.page(LogQuery("acme", since=time(2), until=time(1)), 10).logs == []
    assert repository.page(LogQuery("acme", since=time(2), until=time(2)), 10).logs == []
    assert repository.page(LogQuery("acme", since=time(2)), 10, Position(time(1), 0, "z")).logs == []
    assert (
        repository.page(LogQuery("acme", until=time(2), order=Order.OLDEST_FIRST), 10, Position(time(2), 0, "a")).logs
        == []
    )
    assert interception.requests == []


def test_reads_that_must_be_strong_are(repository: LogStore, dynamodb: "DynamoDBClient") -> None:
    """Finding a log, its conflicts and its content tags are strongly consistent reads."""
    interception = intercept(dynamodb)

    for method in ("find", "conflicts", "content_tags"):
        METHODS[method](repository)

    get, query, batch = interception.requests
    assert get["ConsistentRead"] is True
    assert query["ConsistentRead"] is True
    assert batch["RequestItems"]["tenant_logs"]["ConsistentRead"] is True


def test_content_tags_read_no_text(repository: LogStore, dynamodb: "DynamoDBClient") -> None:
    """Reading content tags requests only the three attributes that the worker's role may read."""
    interception = intercept(dynamodb)

    repository.content_tags("acme", ["1"])

    (request,) = interception.requests
    projection = request["RequestItems"]["tenant_logs"]["ProjectionExpression"]
    assert sorted(projection.split(", ")) == ["content_tag", "log_id", "tenant_id"]


def test_what_has_an_id_is_known_by_its_tag_alone(repository: LogStore, dynamodb: "DynamoDBClient") -> None:
    """The worker never receives a stored text, neither from a put nor from the read after it."""
    add(repository, log())
    interception = intercept(dynamodb)

    assert add(repository, replace(log(), content_tag="other")) == log().content_tag

    put, get = interception.requests
    assert not {"ReturnValues", "ReturnValuesOnConditionCheckFailure"} & set(put)
    assert get["ConsistentRead"] is True
    assert sorted(get["ProjectionExpression"].split(", ")) == ["content_tag", "log_id", "tenant_id"]


def test_an_id_that_becomes_free_meanwhile_is_taken(repository: LogStore, dynamodb: "DynamoDBClient") -> None:
    """If an id becomes free after its put was refused, the log is put again and stored."""
    intercept(dynamodb, refused("ConditionalCheckFailedException"))

    assert add(repository, log()) is None
    assert repository.find("acme", "1") == log()


def test_an_id_that_is_never_clear_is_a_passing_error(repository: LogStore, dynamodb: "DynamoDBClient") -> None:
    """If each put is refused but the id is never found taken, it is a passing error."""
    intercept(dynamodb, always=refused("ConditionalCheckFailedException"), operation="PutItem")

    with pytest.raises(PassingError):
        add(repository, log())


def test_numbers_are_not_left_to_dynamodb(repository: LogStore, dynamodb: "DynamoDBClient") -> None:
    """Attributes are stored as one string, because DynamoDB's numbers have only 38 digits."""
    interception = intercept(dynamodb)

    add(repository, replace(log(), attributes=HARD_ATTRIBUTES))

    (request,) = interception.requests
    assert set(request["Item"]["attributes"]) == {"S"}


def losing_the_answer(behind: "DynamoDBClient") -> Answer:
    """Have the request done, and lose the answer."""

    def answer(request: AWSPreparedRequest) -> AWSResponse | None:
        behind.put_item(**document(request))
        return read_timeout(request)

    return answer


def failing_statements(behind: "DynamoDBClient", codes: dict[int, str]) -> Answer:
    """Do what a call asks for, but fail the statements at these places."""

    def answer(request: AWSPreparedRequest) -> AWSResponse | None:
        statements = document(request)["Statements"]
        responses: list[dict[str, Any]] = []
        for place, statement in enumerate(statements):
            if place in codes:
                responses.append({"Error": {"Code": codes[place], "Message": "Refused by the test."}})
            else:
                behind.batch_execute_statement(Statements=[statement])
                responses.append({"TableName": "tenant_logs"})
        return answered(200, {"Responses": responses})(request)

    return answer


def processing(behind: "DynamoDBClient", number: int) -> Answer:
    """Answer for the first of the keys, and leave the others unprocessed."""

    def answer(request: AWSPreparedRequest) -> AWSResponse | None:
        ((table, asked),) = document(request)["RequestItems"].items()
        now, later = asked["Keys"][:number], asked["Keys"][number:]
        found: Any = (
            behind.batch_get_item(RequestItems={table: asked | {"Keys": now}})["Responses"] if now else {table: []}
        )
        unprocessed = {table: asked | {"Keys": later}} if later else {}
        return answered(200, {"Responses": found, "UnprocessedKeys": unprocessed})(request)

    return answer


def refusing_shard(failing: int) -> Answer:
    """Fail for one of the shards."""

    def answer(request: AWSPreparedRequest) -> AWSResponse | None:
        (shard,) = [value["S"] for name, value in values(request).items() if name == ":shard"]
        return refused("InternalServerError", 500)(request) if shard == f"acme#{failing}" else None

    return answer


def refusing_further_answers(request: AWSPreparedRequest) -> AWSResponse | None:
    """Fail wherever a first answer had to be gone on from."""
    return refused("InternalServerError", 500)(request) if "ExclusiveStartKey" in document(request) else None


def values(request: AWSPreparedRequest) -> dict[str, Any]:
    """Read a query's values."""
    found: dict[str, Any] = document(request)["ExpressionAttributeValues"]
    return found


def keys(request: dict[str, Any]) -> list[dict[str, Any]]:
    """Read a batch's keys."""
    ((_, asked),) = request["RequestItems"].items()
    found: list[dict[str, Any]] = asked["Keys"]
    return found
