"""The figures that `cost` assumes are those of the template."""

import json
import re

import pytest

from entrypoints.cli import aws_prices, cost
from entrypoints.cli.aws_prices import attack_day, billed_for_size
from entrypoints.deployment.template import TEMPLATE_PATH, load_template
from tests.support.template import resolve, translated_template

# https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
MAX_GATEWAY_BODY_BYTES = 10 * 1024 * 1024


def test_the_bill_has_the_figures_of_this_stack() -> None:
    """The alarms, the dashboard, the memory and the batches are those of the stack."""
    template = load_template()
    resources = template["Resources"]
    alarms = [one["Properties"] for one in resources.values() if one["Type"] == "AWS::CloudWatch::Alarm"]
    watched = sum(sum("MetricStat" in query for query in alarm.get("Metrics", [])) or 1 for alarm in alarms)
    assert watched == aws_prices.ALARM_METRICS
    body = json.loads(translated_template()["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"])
    shown = [metric for widget in body["widgets"] for metric in widget["properties"]["metrics"]]
    fixed = [metric for metric in shown if not isinstance(metric[-1], dict) or "expression" not in metric[-1]]
    assert len(fixed) == aws_prices.DASHBOARD_METRICS
    assert template["Globals"]["Function"]["MemorySize"] == aws_prices.API_MEMORY_GB * 1024
    assert template["Parameters"]["WorkerMemory"]["Default"] == cost.WORKER_MEMORY_MB
    event = resources["LogWorker"]["Properties"]["Events"]["QueuedLogs"]["Properties"]
    assert event["BatchSize"] == aws_prices.BATCH_MESSAGES
    assert template["Parameters"]["Tracing"]["Default"] == "disabled"


@pytest.mark.parametrize("page", ["README.md", "docs/aws.md"])
def test_the_documented_bill_is_what_the_command_prints(page: str) -> None:
    """Each figure of both tables is the sum of a bill."""
    documented = re.findall(
        r"(?m)^\| (idle|a million logs, .*?) \| (.*?) \| (.*?) \| (.*?) \|$",
        (TEMPLATE_PATH.parent / page).read_text(encoding="utf-8"),
    )
    traffics = (aws_prices.Traffic(0), aws_prices.Traffic(1_000_000), aws_prices.Traffic(1_000_000, batch=500))
    assert len(documented) == len(traffics)
    for (_, *figures), traffic in zip(documented, traffics, strict=True):
        bills = [
            sum(
                line.to_pay
                for line in aws_prices.month(
                    traffic, seconds_per_character=seconds, worker_memory_mb=cost.WORKER_MEMORY_MB, traced=traced
                )
            )
            for seconds, traced in ((0.05, False), (0, False), (0, True))
        ]
        assert [float(figure) for figure in figures] == pytest.approx(bills, abs=0.006)


def test_the_documented_cost_of_an_attack_follows_from_the_settings() -> None:
    """With the default parameters, an attack costs less than $10 a day, and docs/aws.md has the figures."""
    template = load_template()
    stage = translated_template()["Resources"]["HttpApiApiGatewayDefaultStage"]["Properties"]
    rates = [
        resolve(settings["ThrottlingRateLimit"], template)
        for settings in (stage["DefaultRouteSettings"], *stage["RouteSettings"].values())
    ]
    defaults = {name: parameter["Default"] for name, parameter in template["Parameters"].items()}
    lines = attack_day(
        writes_per_second=rates[0],
        reads_per_second=sum(rates[1:]),
        accepted_requests=defaults["OpenRequestsPerDay"],
        accepted_bytes=defaults["OpenMegabytesPerDay"] * 1_000_000,
        workers=defaults["WorkerMaximumConcurrency"],
        worker_memory_mb=defaults["WorkerMemory"],
    )
    text = (TEMPLATE_PATH.parent / "docs" / "aws.md").read_text(encoding="utf-8")
    section = text[text.index("## What an attacker can cost") :]
    documented = dict(re.findall(r"(?m)^\| ([^|]+) \| [^|]+ \| (\d+\.\d\d) \|", section))
    assert {what: pytest.approx(dollars, abs=0.006) for what, dollars in lines.items()} | {
        "a day, `AuthMode=open`": pytest.approx(sum(lines.values()), abs=0.006)
    } == {what: float(dollars) for what, dollars in documented.items()}
    assert sum(lines.values()) < 10
    # Above the threshold of incoming-data, until the endpoint is closed.
    an_hour = 3600 * sum(rates) * billed_for_size(MAX_GATEWAY_BODY_BYTES)
    assert f"at most ${an_hour:.2f} an hour" in " ".join(section.split())
