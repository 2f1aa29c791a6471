# ruff: noqa: E501 - configurations and commands read better on one line
"""Test runners and tools, with what they print."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.real_lines.workshop import Workshop, lines_of, read

_PYTHON_TESTS = (
    "test_json test_email test_urlparse test_hashlib test_hmac test_datetime test_re test_logging test_ssl test_imaplib "
    "test_smtplib test_ftplib test_netrc test_secrets test_uuid test_ipaddress test_http_cookies test_cookies test_sqlite3 "
    "test_configparser test_argparse test_csv test_plistlib test_base64 test_binascii test_struct test_decimal test_httplib"
)
_GO_TESTS = (
    "net/mail net/url net/netip net/http/cookiejar net/textproto encoding/json encoding/csv encoding/hex encoding/base64 "
    "encoding/pem crypto/x509 crypto/hmac crypto/sha256 crypto/aes regexp strconv strings text/template time unicode/utf8 "
    "html/template log mime flag path/filepath sort bytes bufio hash/crc32 math/bits go/scanner database/sql"
)


def go_tests(shop: Workshop) -> Iterator[str]:
    """Yield the output of `go test` for the standard library, in its three formats."""
    packages = _GO_TESTS.split()
    yield from shop.run("go", "test", "-short", "-v", *packages, seconds=400)
    yield from shop.run("go", "test", "-short", "-json", *packages, seconds=200)
    yield from shop.run("go", "test", "-short", *packages, seconds=200)
    yield from shop.run(
        "go", "test", "-run", "none", "-bench", ".", "-benchtime", "5x", "strconv", "strings", seconds=100
    )


def python_tests(shop: Workshop) -> Iterator[str]:
    """Yield the output of the tests of Python's own library, if they are installed."""
    for name in _PYTHON_TESTS.split():
        yield from shop.run(sys.executable, "-m", "test", "-v", name, cwd=shop.scratch("python"), seconds=60)


def python_imports(shop: Workshop) -> Iterator[str]:
    """Yield Python's messages about imports and compilation."""
    names = "json, http.client, email.message, sqlite3, asyncio, xml.dom, decimal, ssl, logging.config, unittest.mock"
    yield from shop.run(sys.executable, "-v", "-c", f"import {names}")
    yield from shop.run(sys.executable, "-X", "importtime", "-c", f"import {names}")
    yield from shop.run(sys.executable, "-m", "dis", os.__file__)
    yield from shop.run(sys.executable, "-m", "pip", "list", "-v")
    yield from shop.run(sys.executable, "-m", "pip", "debug", "--verbose")
    yield from shop.run(sys.executable, "-m", "sysconfig")


def own_tests(shop: Workshop) -> Iterator[str]:
    """Yield pytest's output on some of this project's tests."""
    chosen = ("tests/unit/test_limits.py", "tests/unit/test_timestamps.py", "tests/unit/test_corpus.py")
    files = [name for name in chosen if Path(name).exists()]
    yield from shop.run(sys.executable, "-m", "pytest", "-vv", "--durations=50", "-p", "no:cacheprovider", *files)
    yield from shop.run(sys.executable, "-m", "pytest", "--collect-only", "-q", "tests/contract", "tests/entrypoints")


def node_tests(shop: Workshop) -> Iterator[str]:
    """Yield the output of tests in npm's packages, in TAP, and of example tests with mocha's and jest's reporters."""
    runner = str(shop.node / "node_modules/.bin/tape")
    for package in sorted(shop.node.glob("node_modules/*/test")):
        files = [str(file) for file in sorted(package.glob("**/*.js"))[:40]]
        if files:
            yield from shop.run("node", runner, *files, cwd=package.parent, seconds=30)
    folder = shop.scratch("node")
    cases = "".join(
        f"  it('handles case {n} of {n * 7919}', () => {{ if ({n} % 7 === 0) throw new Error('expected {n} to equal {n + 1}') }})\n"
        for n in range(150)
    )
    (folder / "sum.test.js").write_text(f"describe('sum', () => {{\n{cases}}})\n", encoding="utf-8")
    (folder / "package.json").write_text("{}", encoding="utf-8")
    for reporter in ("spec", "tap", "json", "dot", "xunit"):
        mocha = str(shop.node / "node_modules/.bin/mocha")
        yield from shop.run("node", mocha, "--reporter", reporter, f"{folder}/sum.test.js", seconds=60)
    for flags in (("--verbose",), ("--json",)):
        jest = str(shop.node / "node_modules/.bin/jest")
        yield from shop.run("node", jest, "--rootDir", str(folder), *flags, cwd=folder, seconds=60)
    yield from shop.run("npm", "ls", "--all", "--prefix", str(shop.node))
    yield from shop.run("npm", "config", "ls", "-l")
    install = ("npm", "install", "--prefix", str(folder), "--loglevel", "silly", "--no-audit", "left-pad")
    yield from shop.run(*install, seconds=60)
    yield from read(shop.node / "node_modules/.package-lock.json")


def debian(shop: Workshop) -> Iterator[str]:
    """Yield dpkg's and apt's logs, and their output about packages."""
    logs = ("dpkg.log", "alternatives.log", "apt/history.log", "apt/term.log", "bootstrap.log", "apt/eipp.log")
    yield from read(*(Path("/var/log") / name for name in logs))
    yield from shop.run("dpkg", "-l")
    yield from shop.run(
        "dpkg-query", "-W", "-f", "${Package}:${Architecture} ${Version} ${Installed-Size} ${Section}\n"
    )
    yield from shop.run("apt-cache", "policy")
    yield from shop.run("apt-cache", "showpkg", "libc6", "openssl", "perl", "python3", "nginx")
    for debug in ("pkgDepCache::AutoInstall", "pkgProblemResolver", "pkgPackageManager", "pkgDepCache::Marker"):
        option = f"Debug::{debug}=true"
        yield from shop.run("apt-get", "-s", "-o", option, "install", "gnome-core", "mariadb-server", "rabbitmq-server")
    for name in ("libc6", "perl-base", "coreutils", "openssl", "git"):
        yield from shop.run("dpkg", "-L", name)
    yield from shop.run("apt-config", "dump")
    yield from shop.run("update-alternatives", "--get-selections")


def journal(shop: Workshop) -> Iterator[str]:
    """Yield the journal in its formats, if there is one."""
    for form in ("short-precise", "verbose", "json", "export", "with-unit"):
        yield from shop.run("journalctl", "--no-pager", "-n", "2000", "-o", form)


def machine(shop: Workshop) -> Iterator[str]:
    """Yield the output of the kernel and of tools about the machine."""
    commands = (
        *(
            "dmesg",
            "ps auxww",
            "ps -eLf",
            "mount",
            "sysctl -a",
            "ip -s -s addr",
            "ip route show table all",
            "ss -tanpeim",
        ),
        *(
            "lsof -nP",
            "lscpu",
            "lsblk -O",
            "df -ai",
            "free -w",
            "vmstat -s",
            "id",
            "locale -a",
            "uptime",
            "getent services",
        ),
        *("ls -lanR --full-time /etc", "stat /bin/sh /etc/passwd", "getconf -a", "ldconfig -p", "netstat -s", "env"),
        *("ls -lai /usr/lib/x86_64-linux-gnu", "du -ab /usr/share/doc", "cksum /bin/bash /bin/ls", "date --debug"),
    )
    for command in commands:
        name, *arguments = command.split()
        try:
            yield from shop.run(name, *arguments, seconds=20)
        except LookupError:
            continue
    tables = (
        "cpuinfo",
        "meminfo",
        "vmstat",
        "stat",
        "interrupts",
        "softirqs",
        "zoneinfo",
        "slabinfo",
        "net/snmp",
        "net/tcp",
    )
    yield from read(*(Path("/proc") / name for name in (*tables, "net/netstat", "net/dev", "self/maps", "self/smaps")))


def binaries(shop: Workshop) -> Iterator[str]:
    """Yield dumps of programs in several notations."""
    for command in (
        *("readelf -aW /bin/ls", "objdump -s -j .rodata /bin/ls", "nm -D /bin/bash", "objdump -d /bin/true"),
        *(
            "hexdump -C /bin/true",
            "xxd -l 40000 /bin/ls",
            "od -A d -t x2 -N 40000 /bin/ls",
            "od -t d4 -N 40000 /bin/ls",
        ),
        *(
            "od -c -N 20000 /bin/ls",
            "strings -t x /bin/bash",
            "hexdump -n 40000 /bin/ls",
            "sha256sum /bin/ls /bin/bash",
        ),
    ):
        name, *arguments = command.split()
        yield from list(shop.run(name, *arguments))[:2500]


def compilers(shop: Workshop) -> Iterator[str]:
    """Yield the most detailed output of gcc, make and cmake."""
    folder = shop.scratch("build")
    (folder / "main.c").write_text(
        '#include <stdio.h>\nint main(void) { int x; char *p = 1; printf("%s", x); }\n', encoding="utf-8"
    )
    (folder / "Makefile").write_text("all: main.o\n\tgcc -o main main.o\n", encoding="utf-8")
    (folder / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.10)\nproject(main C)\nadd_executable(main main.c)\n", encoding="utf-8"
    )
    yield from shop.run("gcc", "-v", "-H", "-Wall", "-ftime-report", "-c", "main.c", cwd=folder)
    yield from shop.run("gcc", "-dM", "-E", "main.c", cwd=folder)
    yield from shop.run("make", "-d", cwd=folder)
    yield from shop.run("make", "-p", cwd=folder)
    yield from list(shop.run("cmake", "--trace", "-S", ".", "-B", "out", cwd=folder))[:6000]
    yield from shop.run("ld", "--verbose")


def traces(shop: Workshop) -> Iterator[str]:
    """Yield strace's output for a few commands."""
    for command in ("ls -la /etc", "git --version", f"{sys.executable} -c pass", "date"):
        yield from list(shop.run("strace", "-f", "-tt", "-T", "-yy", *command.split()))[:2500]


def versions(shop: Workshop) -> Iterator[str]:
    """Yield git's output about this repository, without texts that people wrote."""
    yield from shop.run("git", "log", "--stat", "--format=%H %T %ct %h", "-n", "150")
    yield from shop.run("git", "ls-files", "-s")
    yield from shop.run("git", "log", "--raw", "--format=commit %H%ntree %T", "-n", "100")
    yield from shop.run("git", "status", GIT_TRACE="1", GIT_TRACE_PERFORMANCE="1", GIT_TRACE_SETUP="1")
    yield from shop.run("git", "count-objects", "-v")


def java(shop: Workshop) -> Iterator[str]:
    """Yield the virtual machine's own log."""
    yield from list(shop.run("java", "-Xlog:all=info", "-version"))[:6000]
    yield from shop.run("java", "-XX:+PrintFlagsFinal", "-version")
    yield from shop.run("java", "-XshowSettings:all", "-version")


def perl(shop: Workshop) -> Iterator[str]:
    """Yield the output of prove, and perl's configuration."""
    folder = shop.scratch("perl")
    cases = "".join(f"ok({n} % 9, 'case {n}: {n * 7919} passes');\n" for n in range(1, 400))
    (folder / "sum.t").write_text(f"use Test::More tests => 399;\n{cases}", encoding="utf-8")
    yield from shop.run("prove", "-v", "sum.t", cwd=folder)
    yield from shop.run("perl", "-V:.*")
    yield from shop.run("openssl", "speed", "-seconds", "1", "sha256", seconds=20)
    yield from lines_of(b"")


TOOLS: dict[str, Callable[[Workshop], Iterator[str]]] = {
    "go test": go_tests,
    "python -m test": python_tests,
    "python": python_imports,
    "pytest": own_tests,
    "node": node_tests,
    "dpkg and apt": debian,
    "journal": journal,
    "machine": machine,
    "binaries": binaries,
    "compilers": compilers,
    "strace": traces,
    "git": versions,
    "java": java,
    "perl": perl,
}
