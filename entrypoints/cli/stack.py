"""Access to a deployed stack, whose resource names begin with its parameter NamePrefix."""

import argparse

from application.ports.clock import Clock
from application.ports.dead_letters import DeadLetters
from application.ports.storage import UnusableStorage
from entrypoints.aws_names import DEAD_LETTER_QUEUE, QUEUE


def add_stack(group: "argparse._ActionsContainer") -> None:
    """Add `--aws` and `--prefix`."""
    group.add_argument("--aws", action="store_true", help="use the stack on AWS")
    group.add_argument("--prefix", default="", help="the stack's parameter NamePrefix; implies --aws")


def is_on_aws(chosen: argparse.Namespace) -> bool:
    """Whether the arguments name a stack on AWS."""
    return bool(chosen.aws or chosen.prefix)


def dead_letters_of(prefix: str, clock: Clock) -> DeadLetters:
    """Open the dead-letter queue of the stack. Raises UnusableStorage and PassingError."""
    try:
        from infrastructure.aws.clients import sqs_client  # noqa: PLC0415 - not needed for a data folder
        from infrastructure.aws.dead_letters import SqsDeadLetters  # noqa: PLC0415 - as above
        from infrastructure.aws.errors import passing_errors  # noqa: PLC0415 - as above
    except ModuleNotFoundError as error:
        raise UnusableStorage("a stack on AWS needs boto3: pip install 'aws-log-processor[aws]'.") from error
    with passing_errors():
        client = sqs_client()
        dead, queue = (
            client.get_queue_url(QueueName=f"{prefix}{name}")["QueueUrl"] for name in (DEAD_LETTER_QUEUE, QUEUE)
        )
    return SqsDeadLetters(client, dead_letter_queue_url=dead, queue_url=queue, clock=clock)
