# ruff: noqa: E501 - configurations and commands read better on one line
"""Servers, whose logs are written while a client uses them."""

import http.client
import json
import os
import shutil
import smtplib
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

from tests.real_lines.workshop import Workshop, lines_of, read

_PATIENCE_SECONDS = 15


def free_port() -> int:
    """Return a port on which no process listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise TimeoutError(f"nothing listens on {port}")


def _requests(port: int) -> None:
    """Send a few hundred requests of many forms."""
    words = ("index", "cart", "orders", "static/app.4f3a9c21.js", "api/v1/users", "wp-login.php", "health", "metrics")
    agents = (
        "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0",
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.6099.71 Safari/537.36",
        "curl/7.88.1",
        "python-requests/2.31.0",
        "Prometheus/2.45.0",
    )
    for number in range(400):
        word = words[number % len(words)]
        path = f"/{word}/{number * 7919}?page={number % 9}&id={number * 104729}&t={1_700_000_000 + number}"
        method = ("GET", "GET", "POST", "HEAD", "DELETE")[number % 5]
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        with suppress(OSError, http.client.HTTPException):
            body = json.dumps({"id": number, "items": list(range(number % 7))}) if method == "POST" else None
            headers = {"User-Agent": agents[number % len(agents)], "Referer": f"http://localhost/{word}"}
            connection.request(method, path, body, headers)
            connection.getresponse().read()
        connection.close()


def nginx(shop: Workshop) -> Iterator[str]:
    """Yield access logs in two formats, and the error log."""
    folder, port = shop.scratch("nginx"), free_port()
    json_log = 'escape=json \'{"time":"$time_iso8601","remote":"$remote_addr","request":"$request",'
    json_log += '"status":$status,"bytes":$body_bytes_sent,"rt":$request_time,"id":"$request_id"}\''
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log info; user root; events {{}}\n"
        f"http {{ log_format j {json_log}; access_log {folder}/access.log combined; access_log {folder}/json.log j;\n"
        f"client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;\n"
        f"uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; server {{ listen 127.0.0.1:{port}; root {folder};\n"
        f"location /api {{ proxy_pass http://127.0.0.1:1; }} }} }}",
        encoding="utf-8",
    )
    (folder / "log").touch()
    with shop.server("nginx", "-c", f"{folder}/nginx.conf", "-p", str(folder), log=folder / "log"):
        _wait_for(port)
        _requests(port)
    yield from read(folder / "error.log", folder / "access.log", folder / "json.log", folder / "log")


def apache(shop: Workshop) -> Iterator[str]:
    """Yield access and error log, the latter with all details."""
    folder, port = shop.scratch("apache"), free_port()
    modules = next(iter(shop.root.glob("usr/lib/apache2/modules")))
    loaded = "".join(
        f"LoadModule {name}_module {modules}/mod_{name}.so\n"
        for name in ("mpm_event", "authn_core", "authz_core", "dir", "mime", "alias", "autoindex", "status")
    )
    (folder / "types").touch()
    (folder / "apache.conf").write_text(
        f"ServerRoot {folder}\nPidFile {folder}/pid\nListen 127.0.0.1:{port}\nServerName localhost\n{loaded}"
        f"TypesConfig {folder}/types\nDocumentRoot {folder}\nLogLevel trace6\nErrorLog {folder}/error.log\n"
        f'CustomLog {folder}/access.log "%h %l %u %t \\"%r\\" %>s %O \\"%{{Referer}}i\\" \\"%{{User-Agent}}i\\" %D"\n',
        encoding="utf-8",
    )
    with shop.server("apache2", "-X", "-f", f"{folder}/apache.conf", log=folder / "log"):
        _wait_for(port)
        _requests(port)
    yield from read(folder / "error.log", folder / "access.log", folder / "log")


def haproxy(shop: Workshop) -> Iterator[str]:
    """Yield its HTTP log."""
    folder, port = shop.scratch("haproxy"), free_port()
    (folder / "haproxy.cfg").write_text(
        "global\n log stdout format rfc5424 daemon debug\ndefaults\n mode http\n log global\n option httplog\n"
        " retries 0\n timeout connect 1s\n timeout client 5s\n timeout server 5s\n"
        f"frontend web\n bind 127.0.0.1:{port}\n default_backend app\nbackend app\n server app1 127.0.0.1:1\n",
        encoding="utf-8",
    )
    with shop.server("haproxy", "-d", "-f", f"{folder}/haproxy.cfg", log=folder / "log"):
        _wait_for(port)
        _requests(port)
    yield from read(folder / "log")


def squid(shop: Workshop) -> Iterator[str]:
    """Yield access log and cache log."""
    folder, port = shop.scratch("squid"), free_port()
    (folder / "squid.conf").write_text(
        f"http_port 127.0.0.1:{port}\nhttp_access allow all\naccess_log stdio:{folder}/access.log\n"
        f"cache_log {folder}/cache.log\npid_filename {folder}/pid\ncoredump_dir {folder}\ncache deny all\n"
        f"debug_options ALL,2\npinger_enable off\nlogfile_rotate 0\ncache_effective_user nobody\nmime_table "
        f"{shop.root}/usr/share/squid/mime.conf\nerror_directory {shop.root}/usr/share/squid-langpack/en\n"
        f"icon_directory {shop.root}/usr/share/squid/icons\n",
        encoding="utf-8",
    )
    with shop.server("squid", "-N", "-f", f"{folder}/squid.conf", log=folder / "log"):
        _wait_for(port)
        _requests(port)
    yield from read(folder / "cache.log", folder / "access.log", folder / "log")


def redis(shop: Workshop) -> Iterator[str]:
    """Yield its log, `MONITOR`, `INFO`, and the documentation of its commands."""
    folder, port = shop.scratch("redis"), free_port()
    arguments = ("--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--loglevel", "debug")
    at = ("-p", str(port))
    with shop.server("redis-server", *arguments, log=folder / "log"):
        _wait_for(port)
        with shop.server("redis-cli", *at, "monitor", log=folder / "monitor"):
            yield from shop.run("redis-benchmark", *at, "-n", "400", "-c", "5", "-r", "100000")
            script = "".join(
                f"SET session:{n} {n * 7919}\nHSET user:{n} visits {n} seen {1_700_000_000 + n}\nZADD top {n * 13} m{n}\n"
                for n in range(300)
            )
            yield from shop.run(
                "redis-cli", *at, given=script + "SLOWLOG GET\nCLIENT LIST\nMEMORY STATS\nOBJECT HELP\n"
            )
        for words in ("info everything", "config get *", "command docs", "command", "latency doctor", "acl list"):
            yield from shop.run("redis-cli", *at, *words.split())
    yield from read(folder / "monitor", folder / "log")


def memcached(shop: Workshop) -> Iterator[str]:
    """Yield its most detailed output."""
    folder, port = shop.scratch("memcached"), free_port()
    with shop.server("memcached", "-vvv", "-u", "root", "-l", f"127.0.0.1:{port}", log=folder / "log"):
        _wait_for(port)
        with socket.create_connection(("127.0.0.1", port), 5) as client:
            for number in range(500):
                client.sendall(f"set key:{number} 0 600 3\r\nabc\r\nget key:{number}\r\n".encode())
                client.recv(4096)
            client.sendall(b"stats\r\nstats slabs\r\nstats settings\r\n")
            time.sleep(0.3)
            yield from lines_of(client.recv(65_536))
    yield from read(folder / "log")


def postgresql(shop: Workshop) -> Iterator[str]:
    """Yield its most detailed log, and tables of its catalogue as psql prints them."""
    folder, port = shop.scratch("postgresql"), free_port()
    data = folder / "data"
    alone = ("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups") if os.geteuid() == 0 else ()
    initdb = [*alone, shop.program("initdb"), "-D", str(data), "-U", "app", "--no-sync"]
    yield from shop.run(*initdb)
    settings = (
        "log_statement=all log_connections=on log_disconnections=on log_min_messages=debug1 log_duration=on "
        "log_lock_waits=on log_checkpoints=on log_error_verbosity=verbose log_parser_stats=off fsync=off"
    )
    options = [f"-c{each}" for each in settings.split()] + ["-clog_line_prefix=%m [%p] %q%u@%d/%a %c %x "]
    server = [*alone, shop.program("postgres"), "-D", str(data), "-k", str(folder), "-p", str(port), *options]
    to = ("-h", str(folder), "-p", str(port), "-U", "app", "-d", "postgres")
    with shop.server(*server, log=folder / "log"):
        _wait_for(port)
        yield from shop.run("pgbench", *to, "-i", "-s", "1")
        yield from shop.run("pgbench", *to, "-t", "150", "-c", "2", "-r", "-l", "--log-prefix", str(folder / "bench"))
        queries = (
            *("SELECT * FROM pg_proc LIMIT 1500", "SELECT * FROM pg_settings", "SELECT * FROM pg_class"),
            *("SELECT * FROM pg_stat_activity", "SELECT * FROM pg_attribute LIMIT 1500", "SELECT * FROM pg_locks"),
            *(
                "SELECT * FROM pg_statio_all_tables",
                "SELECT * FROM pg_timezone_names LIMIT 500",
                "SELECT 1/0",
                "\\dfS+",
            ),
            *(
                "SELECT xmin, ctid, * FROM pgbench_accounts LIMIT 1000",
                "EXPLAIN (ANALYZE, VERBOSE) SELECT * FROM pg_proc",
            ),
            *("SELECT now() + n * interval '1h', random(), n * 7919104729 FROM generate_series(1, 1000) n", "\\dS+"),
        )
        for query in queries:
            yield from shop.run("psql", *to, "-c", query)
            yield from shop.run("psql", *to, "-x", "-c", query)
    yield from read(folder / "log", *folder.glob("bench*"))


def exim(shop: Workshop) -> Iterator[str]:
    """Yield its main log, and the output of each delivery."""
    folder, port = shop.scratch("exim"), free_port()
    (folder / "exim.conf").write_text(
        f"spool_directory = {folder}/spool\nlog_file_path = {folder}/%slog\nlog_selector = +all\nprimary_hostname = mx.example.com\n"
        "exim_user = nobody\nexim_group = nogroup\nacl_smtp_rcpt = accept\nkeep_environment =\nnever_users =\n"
        f"begin acl\naccept:\n accept\nbegin routers\nall:\n driver = accept\n transport = file\nbegin transports\nfile:\n"
        f" driver = appendfile\n file = {folder}/mail\n user = nobody\n group = nogroup\nbegin retry\n* * F,1h,5m\n",
        encoding="utf-8",
    )
    command = ("exim4", "-C", f"{folder}/exim.conf", "-bd", "-d+all", "-oX", f"127.0.0.1.{port}")
    with shop.server(*command, log=folder / "log"):
        _wait_for(port)
        for number in range(15):
            with suppress(smtplib.SMTPException, OSError), smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
                client.sendmail(
                    f"ann{number}@example.com", [f"jo{number}@example.org"], f"Subject: {number}\n\nhello\n"
                )
        time.sleep(1)
    yield from read(folder / "mainlog", folder / "log")


def slapd(shop: Workshop) -> Iterator[str]:
    """Yield its log of connections, operations and its configuration."""
    folder, port = shop.scratch("slapd"), free_port()
    (folder / "db").mkdir()
    schemas = shop.root / "etc/ldap/schema"
    modules = next(iter(shop.root.glob("usr/lib/ldap")))
    includes = "".join(f"include {schemas}/{name}.schema\n" for name in ("core", "cosine", "inetorgperson", "nis"))
    (folder / "slapd.conf").write_text(
        f"{includes}pidfile {folder}/pid\nmodulepath {modules}\nmoduleload back_mdb\ndatabase mdb\n"
        f'suffix "dc=example,dc=com"\nrootdn "cn=admin,dc=example,dc=com"\ndirectory {folder}/db\n',
        encoding="utf-8",
    )
    url = f"ldap://127.0.0.1:{port}"
    server = ("slapd", "-d", "stats,stats2,trace,conns,filter,config,acl", "-f", f"{folder}/slapd.conf", "-h", url)
    with shop.server(*server, log=folder / "log"):
        _wait_for(port)
        for number in range(12):
            base = ("dc=example,dc=com", "", "cn=schema", "cn=subschema")[number % 4]
            found = shop.run("ldapsearch", "-x", "-H", url, "-b", base, "-s", "base", f"(uidNumber={number})", "+")
            yield from found
        yield from shop.run("ldapsearch", "-x", "-H", url, "-b", "cn=subschema", "-s", "base", "+")
    yield from read(folder / "log")


def named(shop: Workshop) -> Iterator[str]:
    """Yield its log of queries and zones, and dig's answers."""
    folder, port = shop.scratch("named"), free_port()
    (folder / "named.conf").write_text(
        f'options {{ directory "{folder}"; listen-on port {port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }}; '
        f'pid-file "{folder}/pid"; recursion no; session-keyfile "{folder}/key"; dnssec-validation no; querylog yes; }};\n'
        f'zone "example.com" {{ type primary; file "{folder}/zone"; }};\n',
        encoding="utf-8",
    )
    (folder / "zone").write_text(
        "$TTL 300\n@ SOA ns hostmaster 2026112901 7200 900 1209600 300\n@ NS ns\nns A 127.0.0.1\nwww A 192.0.2.7\n"
        "www AAAA 2001:db8::7\n_sip._tcp SRV 10 60 5060 ns\n@ MX 10 mx.example.com.\nmx A 192.0.2.25\n",
        encoding="utf-8",
    )
    arguments = ("-g", "-d", "3", "-c", f"{folder}/named.conf", "-p", str(port))
    with shop.server("named", *arguments, log=folder / "log"):
        time.sleep(2)
        for name in ("www", "mx", "_sip._tcp", "none", "ns"):
            for kind in ("A", "AAAA", "MX", "ANY", "SRV", "SOA"):
                yield from shop.run(
                    "dig", "@127.0.0.1", "-p", str(port), f"{name}.example.com", kind, "+qr", seconds=10
                )
    yield from read(folder / "log")


def kamailio(shop: Workshop) -> Iterator[str]:
    """Yield its most detailed output at the start."""
    folder, port = shop.scratch("kamailio"), free_port()
    modules = next(iter(shop.root.glob("usr/lib/*/kamailio/modules")))
    (folder / "kamailio.cfg").write_text(
        f'debug=4\nlog_stderror=yes\nfork=no\nchildren=1\nlisten=udp:127.0.0.1:{port}\nmpath="{modules}"\n'
        'loadmodule "sl.so"\nloadmodule "pv.so"\nloadmodule "xlog.so"\nloadmodule "textops.so"\n'
        'request_route { xlog("L_INFO", "$rm from $fu to $tu ci=$ci\\n"); sl_send_reply("404", "Not here"); }\n',
        encoding="utf-8",
    )
    with shop.server(
        "kamailio", "-DD", "-E", "-ddd", "-f", f"{folder}/kamailio.cfg", "-Y", str(folder), log=folder / "log"
    ):
        time.sleep(2)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            for number in range(20):
                message = (
                    f"OPTIONS sip:echo@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:5099;branch=z9hG4bK{number}\r\n"
                    f"From: <sip:probe@127.0.0.1>;tag={number}\r\nTo: <sip:echo@127.0.0.1>\r\nCall-ID: {number}@127.0.0.1\r\n"
                    "CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"
                )
                client.sendto(message.encode(), ("127.0.0.1", port))
        time.sleep(1)
    yield from read(folder / "log")


def sshd(shop: Workshop) -> Iterator[str]:
    """Yield the most detailed output of both sides of a connection."""
    folder, port = shop.scratch("sshd"), free_port()
    folder.chmod(0o755)
    yield from shop.run("ssh-keygen", "-v", "-q", "-N", "", "-t", "ed25519", "-f", f"{folder}/host")
    command = (shop.program("sshd"), "-ddd", "-e", "-p", str(port), "-h", f"{folder}/host", "-o", "UsePAM=no")
    for _ in range(3):
        with shop.server(*command, "-f", "/dev/null", "-o", "ListenAddress=127.0.0.1", log=folder / "log"):
            time.sleep(1)
            known = (
                "-o",
                "StrictHostKeyChecking=no",
                "-o",
                f"UserKnownHostsFile={folder}/known",
                "-o",
                "BatchMode=yes",
            )
            yield from shop.run("ssh", "-vvv", *known, "-p", str(port), "nobody@127.0.0.1", "true", seconds=10)
    yield from read(folder / "log")


def tls(shop: Workshop) -> Iterator[str]:
    """Yield the output of openssl's client and server with all messages, and a certificate as text."""
    folder, port = shop.scratch("tls"), free_port()
    subject = ("-subj", "/CN=localhost", "-nodes", "-newkey", "rsa:2048", "-days", "9", "-x509")
    files = ("-keyout", f"{folder}/key.pem", "-out", f"{folder}/certificate.pem")
    yield from shop.run("openssl", "req", *subject, *files)
    serve = ("openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-cert", f"{folder}/certificate.pem")
    with shop.server(*serve, "-key", f"{folder}/key.pem", "-www", "-msg", "-debug", log=folder / "log"):
        time.sleep(0.5)
        client = ("openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-msg", "-debug", "-state", "-showcerts")
        yield from shop.run(*client, given="GET / HTTP/1.0\r\n\r\n", seconds=10)
    yield from shop.run("openssl", "x509", "-in", f"{folder}/certificate.pem", "-text")
    yield from shop.run("openssl", "ciphers", "-v", "ALL")
    yield from read(folder / "log")


def packets(shop: Workshop) -> Iterator[str]:
    """Yield tcpdump's output on the loopback while a web server is used."""
    folder = shop.scratch("packets")
    shutil.rmtree(folder / "none", ignore_errors=True)
    for number, flags in enumerate((("-X",), ("-v", "-xx"), ("-vv",))):
        with shop.server("tcpdump", "-i", "lo", "-nn", "-l", "-c", "1500", *flags, log=folder / f"log{number}"):
            time.sleep(0.5)
            yield from memcached(shop)
            time.sleep(0.5)
    yield from read(*folder.glob("log*"))


def python_http(shop: Workshop) -> Iterator[str]:
    """Yield the output of Python's own HTTP server and client with debugging."""
    folder, port = shop.scratch("http.server"), free_port()
    with shop.server(
        "python3", "-u", "-m", "http.server", "--bind", "127.0.0.1", str(port), cwd=folder, log=folder / "log"
    ):
        _wait_for(port)
        _requests(port)
        for path in ("", "none", "a%20b?x=1"):
            yield from shop.run("curl", "-sv", "--trace-ascii", "-", f"http://127.0.0.1:{port}/{path}", seconds=10)
    yield from read(folder / "log")


SERVERS: dict[str, Callable[[Workshop], Iterator[str]]] = {
    "nginx": nginx,
    "apache": apache,
    "haproxy": haproxy,
    "squid": squid,
    "redis": redis,
    "memcached": memcached,
    "postgresql": postgresql,
    "exim": exim,
    "slapd": slapd,
    "named": named,
    "kamailio": kamailio,
    "sshd": sshd,
    "openssl": tls,
    "tcpdump": packets,
    "http.server": python_http,
}
