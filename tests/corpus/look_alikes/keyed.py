"""Numbers that would be valid ones, under keys that say otherwise."""

from collections.abc import Callable, Mapping

import phonenumbers

from tests.corpus.kinds.phones import number
from tests.corpus.source import Source

# Ids, sizes, counts, offsets, moments and durations, some with a word that by itself tells a phone number.
_KEYS: Mapping[str, tuple[str, ...]] = {
    "id_key": (
        "user id", "id", "account id", "customer id", "order id", "session id", "job id", "build id", "device id", "transaction id", "ticket id", "message id", "event id", "group id", "parent id", "pid", "uid", "gid",
        "employee no", "invoice number", "order number", "case number", "tracking number", "serial number", "reference", "ref no", "booking ref", "sku", "product code", "batch no", "lot number", "article number",
        "node id", "chat id", "channel id", "owner id", "tenant id", "external id", "legacy id", "zone id", "snowflake", "claim number", "policy number", "Kundennummer", "bestellnummer", "numero_commande", "numero_pedido", "codice_ordine", "注文番号",
    ),
    "quantity_key": (
        "size", "bytes", "content length", "count", "total", "rows", "offset", "position", "length", "limit", "used", "free", "capacity", "max memory", "rss", "heap used", "records", "hits", "sequence", "seq no", "lsn", "cursor", "checkpoint",
        "inode", "block", "page no", "line", "version", "revision", "generation", "score", "weight", "amount", "price cents", "balance minor", "rx bytes", "tx packets", "anzahl", "groesse", "taille", "cantidad", "tamanho",
    ),
    "moment_key": (
        "duration ns", "elapsed us", "latency ns", "took", "timeout ms", "ttl", "expires", "created at", "updated", "timestamp", "ts", "started", "epoch", "since", "nanos", "uptime", "delay us", "deadline", "dauer_ms", "duree_ns",
    ),
    "telling_word_in_key": (
        "call id", "callback ms", "phonebook size", "hotel id", "sms count", "phone id", "mobile app build", "caller pid", "telemetry seq", "cell id", "contact id", "recipient count", "fax pages total", "call duration us", "sms message id", "phone count",
        "whatsapp message id", "tel session id", "mobile session id", "recipient id", "sender id num", "contact list size", "call count", "to offset", "from offset", "number of rows", "phone model code id", "call stack size", "telegram chat id",
        "cellular bytes", "phone verified at", "callback id", "dial timeout ms", "fax job id", "mobile data bytes", "contacts total", "sms segment bytes", "call log id", "hotline ticket id", "caller function offset",
    ),
}  # fmt: skip


def _us(source: Source) -> str:
    return phonenumbers.national_significant_number(number(source, "US")[0])


def _without_plus(source: Source) -> str:
    return phonenumbers.format_number(number(source)[0], phonenumbers.PhoneNumberFormat.E164)[1:]


def _ten(source: Source) -> str:
    return source.digits(10)


_VALUES: Mapping[Callable[[Source], str], float] = {_us: 5, _without_plus: 2, _ten: 3}


def keyed(source: Source) -> tuple[str, str, str]:
    """A look-alike's kind, the words of its key, and the number."""
    kind = source.pick(tuple(_KEYS))
    return kind, source.pick(_KEYS[kind]), source.weighted(_VALUES)(source)
