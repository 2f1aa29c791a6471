"""A folder in which Debian's packages are unpacked and run."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_PACKAGES = (
    *("nginx-light", "redis-server", "exim4-daemon-light", "slapd", "ldap-utils", "memcached", "haproxy", "squid"),
    *("dnsmasq-base", "bind9", "bind9-dnsutils", "openssh-server", "tcpdump", "kamailio", "apache2", "rsyslog"),
    *("golang-1.19-go", "golang-1.19-src", "libnss-wrapper"),
)
_NPM = ("tape", "mocha", "jest", "qs", "resolve", "object-inspect", "es-abstract", "minimist", "semver")
_LIBRARIES = ("usr/lib/x86_64-linux-gnu", "usr/lib/aarch64-linux-gnu", "lib/x86_64-linux-gnu", "usr/lib/slapd")
_PATHS = ("usr/bin", "usr/sbin", "bin", "sbin", "usr/lib/go-1.19/bin")
_USERS = ("Debian-exim", "openldap", "www-data", "proxy", "redis", "bind", "sshd", "kamailio", "haproxy", "dnsmasq")


class Missing(Exception):
    """A program is not installed, and no package with it could be unpacked."""


class Workshop:
    """Runs programs, installed or unpacked, and yields their output.

    `root` contains the unpacked packages. `scratch(name)` is an empty folder for a source's own files.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.root = self.folder / "root"
        self.node = self.folder / "node"

    def install(self) -> None:
        """Download and unpack the packages that are missing. Programs of unavailable packages raise Missing later."""
        done = self.folder / "installed"
        if done.exists():
            return
        archives = self.folder / "archives"
        (archives / "partial").mkdir(parents=True, exist_ok=True)
        command = ["apt-get", "install", "--yes", "--download-only", "-o", f"Dir::Cache::archives={archives}"]
        subprocess.run([*command, *_PACKAGES], check=False, stdout=subprocess.DEVNULL)  # noqa: S603 - constants
        for archive in sorted(archives.glob("*.deb")):
            subprocess.run(["dpkg", "-x", archive, self.root], check=False)  # noqa: S603, S607 - the same
        self.node.mkdir(exist_ok=True)
        npm = ["npm", "install", "--prefix", str(self.node), "--silent", "--no-audit", "--no-fund", *_NPM]
        if shutil.which("npm"):
            subprocess.run(npm, check=False)  # noqa: S603 - the same
        # Servers that look up their own user find it in these files (nss_wrapper).
        users = "".join(f"{name}:x:{number}:{number}::/:/bin/false\n" for number, name in enumerate(_USERS, 901))
        (self.folder / "passwd").write_text(Path("/etc/passwd").read_text(encoding="utf-8") + users, encoding="utf-8")
        groups = "".join(f"{name}:x:{number}:\n" for number, name in enumerate(_USERS, 901))
        (self.folder / "group").write_text(Path("/etc/group").read_text(encoding="utf-8") + groups, encoding="utf-8")
        done.touch()

    def scratch(self, name: str) -> Path:
        """Return an empty folder that every user may write to, because some servers stop being root."""
        folder = self.folder / "scratch" / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        folder.chmod(0o777)
        return folder

    @property
    def environment(self) -> Mapping[str, str]:
        """Return an environment in which unpacked programs find each other and their libraries."""
        paths = [str(self.root / path) for path in _PATHS]
        libraries = [str(self.root / path) for path in _LIBRARIES]
        return {
            **os.environ,
            "PATH": ":".join([os.environ["PATH"], "/usr/sbin", *paths]),
            "LD_LIBRARY_PATH": ":".join(libraries),
            "GOROOT": str(self.root / "usr/lib/go-1.19"),
            "GOCACHE": str(self.folder / "go-cache"),
            "GOFLAGS": "-mod=mod",
            "GOPATH": str(self.folder / "go"),
            "GO111MODULE": "off",
            "LC_ALL": "C.UTF-8",
        }

    def program(self, name: str) -> str:
        """Return the path of a program. Raises Missing."""
        for folder in (*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True),):
            if (folder / name).exists():
                return str(folder / name)
        found = shutil.which(name, path=self.environment["PATH"])
        if found is None:
            raise Missing(name)
        return found

    def run(
        self, *command: str, cwd: Path | None = None, seconds: float = 60, given: str = "", **environment: str
    ) -> Iterator[str]:
        """Yield the lines that a command writes to both its outputs, whether or not it succeeds."""
        try:
            done = subprocess.run(  # noqa: S603 - only commands of this package
                [self.program(command[0]), *command[1:]],
                cwd=cwd,
                env={**self.environment, **environment},
                input=given.encode(),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=seconds,
                check=False,
            )
            output = done.stdout
        except subprocess.TimeoutExpired as late:
            output = late.stdout or b""
        yield from lines_of(output)

    @contextmanager
    def server(self, *command: str, log: Path, cwd: Path | None = None, **environment: str) -> Iterator[None]:
        """Run a server that writes to `log`, and end it after the block."""
        wrapper = next(iter(self.root.glob("usr/lib/*/libnss_wrapper.so")), None)
        wrapped = (
            {
                "LD_PRELOAD": str(wrapper),
                "NSS_WRAPPER_PASSWD": str(self.folder / "passwd"),
                "NSS_WRAPPER_GROUP": str(self.folder / "group"),
            }
            if wrapper
            else {}
        )
        with log.open("ab") as file:
            process = subprocess.Popen(  # noqa: S603 - as above
                [self.program(command[0]), *command[1:]],
                cwd=cwd,
                env={**self.environment, **wrapped, **environment},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
            )
            try:
                yield
            finally:
                process.terminate()
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def lines_of(output: bytes) -> Iterator[str]:
    """Yield text as lines, whatever its bytes are."""
    yield from output.decode(errors="replace").splitlines()


def read(*logs: Path) -> Iterator[str]:
    """Yield the lines of those files that exist."""
    for log in logs:
        if log.exists():
            yield from lines_of(log.read_bytes())
