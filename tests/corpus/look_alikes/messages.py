"""Messages with a look-alike in them, by its kind. Addresses and the like that belong to the line are soft."""

from collections.abc import Mapping

NUMBERS: Mapping[str, tuple[str, ...]] = {
    "timestamp": (
        "started at «t:iso», finished at «t:zone»", "«t:sqlmicro» vs «t:log4j»", "window «t:compact» to «t:compact14»", "valid until «t:rfc1123»",
        "letzter Lauf «t:german»", "last run «t:us»", "partition dt=«t:date»/hour=«int:10-23»", "skew between «t:slash» and «t:ctime»", "«t:japanese» に開始",
        "build 20«int:10-27»«int:10-12»«int:10-28».«int:1-99»", "file backup-«t:compact14».tar.gz", "at «t:db2» for «int:1-99»s", "«t:oracle»", "rotated app.log.«t:date»-«int:10-23»",
        "cron next=«t:nano»", "offset +0530, «t:spring»", "«t:go» m=+«decimal:0-999-9»", "snapshot-«t:date»-«int:100-999»", "Q3 «int:2015-2027»-07-01..«int:2015-2027»-09-30",
        "20«int:10-27»-«int:10-12»-«int:10-28»T«int:10-23»-«int:10-59»-«int:10-59»-«int:100-999»Z.dump",
    ),
    "epoch": (
        "ts=«t:epoch» took=«int:1-99»", '{"time":«t:ms»}', "created=«t:us_»", "expires_at: «t:epoch»", "@«t:epoch.6»", "from=«t:epoch» to=«t:epoch» step=60", "since «t:epoch»",
        "nbf=«t:epoch» exp=«t:epoch» iat=«t:epoch»", "start=«t:ns» end=«t:ns»", "lastModified=«t:ms»", "?start=«t:epoch»&end=«t:epoch»", "FileTime «t:filetime»", "cursor «t:ms»_«int:1-999»",
        "callTime=«t:ms» ringAt=«t:epoch»", "phone_verified_at=«t:epoch»", "sms_sent_ts=«t:ms»", "contacted: «t:epoch.»",
    ),
    "uuid": (
        "request_id=«uuid»", "[«uuid»] done", "correlation «uuid» of «uuid»", "/run/«uuid».lock", "urn:uuid:«uuid»", "{«uuid»} registered", "call «uuid» ended", "contact=«uuid»",
        "phone_id=«uuid»", "card: «uuid»", '{"customer":"«uuid»","number":«int:1-99»}', "caller «uuid» left the conference", "sms «uuid» queued",
    ),
    "hash": (
        "sha256=«hex:64»", 'etag "«hex:32»"', "md5 «hex:32» ok", "commit «hex:40»", "HEAD is now at «hex:7» fix", "image sha256:«hex:64»", "integrity sha512-«b64:86»", "fingerprint SHA256:«alnum:43»",
        "crc32=«HEX:8»", "content-md5: «b64:22»", "digest: «hex:96»", "blake2b «hex:128»", "password_hash=$2b$12$«alnum:53»", "checksum(«noun»)=«hex:16»", 'ETag: W/"«hex:8»-«hex:12»"',
        "pubkey fingerprint «hex:2»:«hex:2»:«hex:2»:«hex:2»:«hex:2»:«hex:2»:«hex:2»:«hex:2»:«hex:2»:«hex:2»:«hex:2»:«hex:2»:«hex:2»:«hex:2»:«hex:2»:«hex:2»",
    ),
    "trace": (
        "trace_id=«hex:32» span_id=«hex:16»", "traceparent: 00-«hex:32»-«hex:16»-01", "X-B3-TraceId: «hex:16»", "X-Amzn-Trace-Id: Root=1-«hex:8»-«hex:24»;Parent=«hex:16»;Sampled=1",
        "dd.trace_id=«digits:19» dd.span_id=«digits:18»", "uber-trace-id: «hex:16»:«hex:16»:0:1", "[«hex:16»,«hex:16»,true]", "request id «HEX:16»", "X-Cloud-Trace-Context: «hex:32»/«digits:19»;o=1",
        "parent span «digits:10» of «digits:16»",
    ),
    "block_id": (
        "Deleting block blk_«digits:19» file /data/current/blk_«digits:19»", "blk_-«digits:19»_«int:1000-9999» is corrupt", "block blk_«digits:10» of size «digits:8»", "extent «digits:10»+«digits:6»",
        "LBA «digits:10» unreadable", "inode «digits:10» orphaned", "page «digits:9» checksum mismatch",
    ),
    "process": (
        "pid «digits:7» exited", "[«digits:10»] waiting for lock", "tid=«digits:15»", "process «digits:10» (java) killed", "Thread-«int:1-999»: id=«digits:10»", "container exited, pid=«pid» code=137",
        "worker «digits:10» picked job «digits:10»",
    ),
    "size": (
        "size=«digits:10» bytes", "sent «digits:10» received «digits:11»", "Content-Length: «digits:10»", "wrote «digits:10» B in «int:1-99» ms", "heap «digits:10»/«digits:10»", "disk free: «digits:12»",
        "Content-Range: bytes «int:200-999»-«int:1000-9999»/«digits:5»", "Range: bytes=«digits:10»-«digits:10»", "limit «digits:10», used «digits:10»", "memory.max=«digits:10»", "«digits:3» «digits:3» «digits:4» rows",
        "rx_bytes:«digits:10» tx_bytes:«digits:10»", "phonebook_size=«digits:10»", "call_log_bytes: «digits:10»", "total 1«digits:9» sectors",
    ),
    "duration": (
        "took «digits:10» ns", "elapsed=«digits:10»us", "callback_ms=«digits:10»", "uptime «digits:7».«digits:2» s", "duration_ns=«digits:12»", "latency: «decimal:0-9999-6»", "call duration «digits:10» ms",
        "gc pause «digits:9»ns", "ran for 00:«int:10-59»:«int:10-59».«digits:3»", "ttl=«digits:10»", "«digits:10» ticks since boot",
    ),
    "port": (
        "listening on :«port»", "0.0.0.0:«port» -> 0.0.0.0:«port»", "ports «int:1024-9999»-«int:10000-65535»", "localhost:«port»", "spt=«port» dpt=«port»", "bind [::]:«port»", "port range «int:200-999»:«int:1024-9999»",
    ),
    "version": (
        "v«version»", "Chrome/«int:90-130».0.«int:1000-9999».«int:10-240»", "upgraded from «version» to «version»-rc«int:1-9»", "openssl 3.0.«int:1-20»", "kernel 5.15.0-«int:10-240»-generic", "OS 10.0.19045.«int:1000-9999»",
        "lib-«version»+build.«digits:10»", "Windows 10.0.«int:10000-29999».«int:100-999»", "node v«version» npm «version»", "agent version 7.«int:10-50».«int:0-9».«int:1-250»", "libssl.so.1.1.1«int:1-9»",
        "jdk-17.0.«int:1-12»+«int:1-9»", "schema version «digits:10»", "driver 535.«int:100-199».«int:10-99»", "Build/UP1A.231005.007", "version: 4.«int:10-99».«int:100-255».«int:1-255»",
    ),
    "oid": ("snmp get .1.3.6.1.4.1.«int:1-9999».1.2", "oid 1.3.6.1.2.1.1.«int:1-9».0 = «int:1-9999»", "OID: 2.16.840.1.113883.«int:1-9».«int:100-999»"),
    "order": (
        "order «digits:10» shipped", "Order #«digits:10» was paid", "order 1«int:10-99»-«digits:7»-«digits:7» created", "Bestellung «digits:10» storniert", "pedido «digits:10» enviado", "commande n° «digits:10» expédiée",
        "order_number=«digits:12»", "PO «digits:10» approved", "注文番号 «digits:10» を受け付けました", "order id: «digits:8»-«digits:4»", "ordine «digits:10» confermato",
    ),
    "invoice": (
        "invoice «digits:10» overdue", "INV-20«int:10-27»-«digits:6»", "Rechnung Nr. «digits:10» bezahlt", "invoice_no=«digits:10»", "facture «digits:10» annulée", "RE-«int:10-27»/«digits:7»", "credit note «digits:10» for invoice «digits:10»",
        "factura «digits:10» emitida", "INV-2024-555-«int:1000-9999»",
    ),
    "tracking": (
        "tracking 1Z«HEX:6»«digits:10»", "USPS 94001«digits:17»", "USPS 9400 1«int:100-999» «int:1000-9999» «int:1000-9999» «int:1000-9999» «int:10-99»", "FedEx tracking number «digits:12» delivered", "DHL shipment «digits:10» in transit",
        "parcel RR«digits:9»DE left the depot", "tracking_number=«digits:14»", "Sendungsnummer «digits:12»", "numéro de suivi «digits:13»", "AWB 020-«digits:8»", "container MSKU«digits:7» loaded", "waybill «int:100-999»-«digits:8»",
    ),
    "imei": ("imei=«imei»", "IMEI: «imei» registered", "device imei «imei» blocked", '{"imei":"«imei»","model":"SM-G991B"}', "IMEI 35-«digits:6»-«digits:6»-«int:0-9»", "imeisv=«digits:16»"),
    "sim": ("iccid=8949«digits:15»", "imsi=«mccmnc»«digits:10»", "imsi «mccmnc»«digits:10» attached to mme-01", "SIM 8901«digits:16» activated"),
    "isbn": ("ISBN «isbn»", "isbn=«isbn-digits»", "ISBN-10: 0-«int:100-999»-«int:10000-99999»-«int:0-9»", "ISBN 978-«int:0-9»-«int:10-99»-«int:100000-999999»-«int:0-9» added", "ean=«number:13»", "EAN «number:13» not in catalog", "UPC «number:12»", "gtin: 0«number:13»", "ISSN «int:1000-9999»-«int:1000-9999»"),
    "coordinates": (
        "lat=«decimal:1-80-6»", "position «decimal:10-80-6», -«decimal:10-170-6»", '{"lat":«decimal:10-80-7»,"lng":-«decimal:10-170-7»}', "POINT(«decimal:10-170-7» «decimal:10-80-7»)", "geo:«decimal:10-80-4»,«decimal:10-170-4»", "52°31'12\"N 13°24'«int:10-59»\"E",
        "gps fix «decimal:10-80-5» N «decimal:10-170-5» E alt=«int:1-999»", "@«decimal:10-80-7»,-«decimal:10-170-7»,15z", "bbox=«decimal:1-80-4»,«decimal:1-80-4»,«decimal:1-80-4»,«decimal:1-80-4»",
    ),
    "mac": ("eth0 «mac»", "station «mac» associated", "ARP who-has from «mac»", "mac=«HEX:2»-«HEX:2»-«HEX:2»-«HEX:2»-«HEX:2»-«HEX:2»", "bridge 8000.«hex:12»", "MAC «hex:4».«hex:4».«hex:4»", "EUI-64 «hex:2»:«hex:2»:«hex:2»:ff:fe:«hex:2»:«hex:2»:«hex:2»", "bssid «mac» rssi -«int:30-90»"),
    "counters": ("stats «int:200-989» «int:200-989» «int:1000-9999»", "«int:200-989» «int:200-989» «int:1000-9999» 0 0 running", "load 0.«int:10-99» 0.«int:10-99» 0.«int:10-99» «int:1-9»/«int:100-999» «int:1000-9999»", "cpu  «digits:7» «digits:4» «digits:7» «digits:9»", "hits misses evictions: «int:200-989» «int:200-989» «int:1000-9999»", "matrix [«int:100-999», «int:100-999», «int:1000-9999»]", "shape=(«int:200-989», «int:200-989», «int:1000-9999»)"),
    "arithmetic": ("diff +«int:1000-9999» -«int:100-999»", "@@ -«int:100-999»,«int:1-99» +«int:100-999»,«int:1-99» @@", "+«digits:7» points", "balance +«int:1000-9999».«int:10-99» EUR", "delta=+«digits:10»", "1+«digits:10» rows", "drift +«digits:8»us", "offset +0x«hex:8»", "a += «digits:10»", "temp +«int:10-40»..+«int:41-99»", "gain +«int:10-99» dB", "seek +«digits:12»"),
    "money": ("total «int:1-9»,«int:100-999»,«int:100-999».«int:10-99» USD", "amount=«digits:10» minor=2", "€ «int:1-9».«int:100-999».«int:100-999»,«int:10-99»", "¥«digits:10»", "price 1 «int:100-999» «int:100-999» Kč", "CHF «int:1-9»'«int:100-999»'«int:100-999».-"),
    "fraction": ("score 0.«digits:10»", "ratio=«decimal:1-999-10»", "p=«decimal:0-1-16»", "loss: «decimal:0-9-10»e-05", "3.14159265358979", "weights [0.«digits:8», -0.«digits:8»]", "rate=«int:200-999».«int:100-999»", "percentile=99.«digits:4»"),
    "identifiers": (
        "account 12-digit «digits:12»", "arn:aws:iam::«digits:12»:role/deploy", "job «digits:10» done", "ticket «digits:10» reopened", "S-1-5-21-«digits:10»-«digits:10»-«digits:10»-1001", "tweet «digits:19»", "message «digits:18» deleted", "case «digits:10» closed",
        "zip «int:10000-99999»-«int:1000-9999»", "CVE-20«int:10-26»-«int:1000-99999»", "doi:10.«int:1000-9999»/«int:200-999»-«int:1000-99999».x", "P/N «int:100-999»-«int:10000-99999»-«int:10-99»", "EIN «int:10-99»-«digits:7»", "VAT DE«digits:9»", "BIC DEUTDEFF500", "ISIN US0378331005",
        "LEI 5299«alnum:14»«int:10-99»", "patient visit «digits:10»", "flight LH«int:100-999» seat «int:1-40»A PNR «HEX:6»", "vin WVWZZZ1JZ«int:100-999»«digits:6»", "serial SN«digits:10»", "sku «digits:4»-«digits:4»-«digits:2»", "licence plate B-AB «int:100-9999»", "batch «digits:10»/«digits:4»",
        "zone id Z«HEX:13»", "merge request !«digits:5»", "RFC «int:100-9999» section «int:1-9».«int:1-9».«int:1-9»", "bug 1«digits:6»", "session «digits:10» resumed", "subscription sub_«alnum:14»", "customer cus_«alnum:14»", "row «digits:10» locked",
    ),
    "pci": ("0000:«hex:2»:1f.3", "usb 1-1.4: idVendor=«hex:4», idProduct=«hex:4»", "pci 0000:00:«hex:2».0: [8086:«hex:4»]", "ata1.00: status: { DRDY }", "[mem 0x«hex:8»-0x«hex:8»]", "RIP: 0010:0x«hex:16»", "at 0x«hex:12» in libc+0x«hex:5»"),
    "time_range": ("open 08:00-18:30", "«int:2000-2020»-«int:2021-2027»", "retry in 00:00:«int:10-59»", "shift 0600-1430", "lines «int:200-989»-«int:990-999»", "1.5-2.5 s"),
    "matrix_code": ("2-«int:100-999»-«digits:5»-«int:0-9»", "node-«int:100-999»-«int:10000-99999»", "rack «int:1-9»-«int:10-99»-«int:1-9»", "i-0«hex:16»", "eni-«hex:17»", "pod-«hex:10»-«alnum:5»"),
}  # fmt: skip

ADDRESSES: Mapping[str, tuple[str, ...]] = {
    "git_remote": ("git clone git@git.example.com:acme/app.git", "remote origin git@github.com:acme/«noun».git (push)", "git@bitbucket.org:acme/«noun».git", "ssh -i key deploy@«host-short»", "scp report.csv backup@nas01:/srv/«noun»"),
    "at_sign": (
        "user@host-«int:1-99» logged in", "lodash@4.17.«int:1-21» deduped", "@angular/core@17.«int:0-9».«int:0-9»", "com.acme.Order@«hex:8»", "icon@2x.png loaded", "logo@3x.webp 200", "user@1000.service started", "getty@tty1.service", "openvpn-server@office.service: failed", "@Override missing",
        "ssh root@web-«int:1-99»", "actions/checkout@v«int:2-4»", "pkg@^«version»", "module@«version».tgz", "«noun»@sha256:«hex:64»", "left @ right.com? no", "java.lang.Object@«hex:7»", "@channel deploy starts", "thanks @jdoe", "dependency react-dom@18.2.0 requires react@^18.2.0", "«first»@", "mysql -u app@localhost", "root@localhost", "lv@vg0-snap", "p@ssw0rd policy talk", "cost 3 @ 4.50",
        "Job<Order>@«hex:6»", "[Ljava.lang.String;@«hex:8»", "arn@partition", "oops@", "kworker/u8:2@events",
    ),
    "card_like": (
        "card ****«int:1000-9999»", "pan=«bin»******«int:1000-9999»", "4111 **** **** 1111", "XXXX-XXXX-XXXX-«int:1000-9999»", "card ending in «int:1000-9999»", "bin=«bin»", "test value «number:16»", "wrong check digit: 4«bad_card»", "card 5«bad_card» failed luhn", "last4: «int:1000-9999» exp 12/27",
        "loyalty card no «number:10»", "card_type=4 card_count=«digits:10»", "transaction 0«number:15»", "arn «number:23»", "reference 1«number:15»", "4«bad_card»", "visa ••••«int:1000-9999»", "card token tok_«alnum:24»", "gift card «HEX:4»-«HEX:4»-«HEX:4»",
    ),
    "iban_like": ("iban «bad_iban» has a wrong checksum", "GB00«digits:18»", "DE«int:10-99»**************«int:1000-9999»", "«bad_iban»", "BIC COBADEFFXXX", "FR«digits:11» (VAT)", "AT U«digits:8»", "ES-«digits:8»-X", "iban=**** **** **** «int:1000-9999»", "part GB82 rev 2", "account no «digits:10» bank code «digits:8»", "NL69ABNA not complete"),
    "ssn_like": ("000-«int:10-99»-«int:1000-9999»", "666-«int:10-99»-«int:1000-9999» rejected", "«int:100-665»-00-«int:1000-9999»", "«int:100-665»-«int:10-99»-0000", "part «int:100-999»-«int:10-99»-«int:10000-99999»", "ssn=***-**-«int:1000-9999»", "SSN last four «int:1000-9999»", "serial «int:1000-9999»-«int:10-99»-«int:1000-9999»", "ssn missing", "ssn_count=«digits:9»"),
}  # fmt: skip

SECRETS: Mapping[str, tuple[str, ...]] = {
    "reference": (
        "password=${DB_PASSWORD}", "DB_PASSWORD=$DB_PASSWORD ./run", 'password: "{{ vault_db_password }}"', "password=%(password)s", "passwd=%s", "INSERT INTO u(password) VALUES (?)", "secret: !Ref DbSecret", "api_key=<YOUR_API_KEY>", "token: process.env.API_TOKEN", "password=os.environ['DB_PASSWORD']",
        "secret=arn:aws:secretsmanager:eu-west-1:«digits:12»:secret:prod/db-AbCdEf", "password_file=/run/secrets/db_password", "SET password = $1", "password=:password", "secretKeyRef: {name: db, key: password}", "token=$(cat /run/token)", "apiKey: ${{ secrets.API_KEY }}", "vault kv get secret/prod/db", "password=@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/)",
        "client_secret=#{ENV['CLIENT_SECRET']}", "credentials_source=env", "ref+awsssm://prod/db/password", "postgres://app:${DB_PASS}@db:5432/app", "https://user:$TOKEN@git.example.com/x.git", "password=${env:PASS}", "Authorization: Bearer ${TOKEN}", "Authorization: Bearer $ACCESS_TOKEN", "-p $PASS",
    ),
    "placeholder": (
        "password=null", "token=None", "api_key=", "secret: ''", "password=********", "pwd=[REDACTED]", "password: [FILTERED]", "secret=<hidden>", "token=undefined", "passwd=xxxxxxxx", "client_secret=(unset)", "password=N/A", "access_token=nil", "password: •••••••", '"password":"***"', "{'token': None, 'retries': 3}", '{"secret":null}', "api_key=***masked***",
        "password=*redacted*", "Authorization: [REDACTED]", "Authorization: Bearer ***", "Password: <empty>", "password=%REDACTED%", "token=[PROTECTED]", "password: (hidden)", '"apiKey":""', "redis://:***@cache:6379", "postgres://app:xxxxx@db/app", "token = …", "authToken=<redacted>", "password=<none>", "secret=false",
    ),
    "policy": (
        "password must have at least 12 characters", "user changed password", "password expired «int:1-90» days ago", "password_length=«int:8-64»", "forgot password link sent", "password reset requested", "invalid password", "wrong password for user «user»", "Password authentication failed", "api key rotated", "token expired", "secret not found in vault", "password_changed_at=«t:iso»", "using password: YES",
        "token bucket has «int:1-999» tokens", "max_tokens=«int:100-8192»", "token_count=«int:1-99999»", "password_strength=strong", "secrets manager unreachable", "password policy: min=12 max=128", "secret_rotation=enabled", "tokens_used: «int:1-9999»", "mot de passe expiré", "Passwort geändert", "contraseña incorrecta", "パスワードが違います", "no password supplied", "password is required", "unexpected token '<' in JSON at position 0", "unexpected token: } at line «int:1-99»",
        "Token type: Bearer", "grant_type=password", "auth=none", "password: required", "authentication method: password", "token_type=bearer expires_in=3600", "csrf token mismatch", "passwordless login on", "api_key_enabled=true", "require_password=false", "BasicAuth disabled", "Bearer authentication required", 'WWW-Authenticate: Basic realm="admin"', 'WWW-Authenticate: Bearer error="invalid_token"', "Basic authentication is deprecated", "secret santa draw done",
        "bearer of bad news", "password_reset_url=/reset", "tokenizer=cl100k_base", "secret_version=«int:1-30»", "password attempts: «int:1-9»", "next_token_in=«int:1-99»ms", "passphrase accepted", "2FA token verified", "invalid api key provided", "secret_name=prod/«service»/db", "token_endpoint=https://id.example.com/oauth/token",
    ),
    "key_like": (
        "primary_key=«noun»_id", "cache_key=«noun»:«int:1-999»:«hex:32»", "key=«noun»/«t:date»/part-«int:10000-99999»-«uuid».parquet", "partition_key=«noun»#«int:1-999»", "sort key «t:iso»", "foreign key constraint fk_«hex:8» fails", "s3 key uploads/«hex:2»/«hex:40».jpg", "idempotency-key: «uuid»", "Idempotency-Key=«uuid»", "public_key=ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI«b64:42»",
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ«b64:256» deploy", "keyspace=«noun»", "kid=«hex:40»", "key_id=«uuid»", "kms key arn:aws:kms:eu-west-1:«digits:12»:key/«uuid»", "monkey=banana", "keyboard_layout=de", "turnkey=true", "object_key=«noun»/«hex:8»", "redis key session:«hex:24» expired", "duplicate key value violates unique constraint «noun»_pkey", "routing_key=«noun».created", "KeyError: 'phone'", "hotkey=ctrl+shift+k",
        "shard key «hex:16»", "row_key=«hex:32»", 'memo key "«noun»:v«int:1-9»:«hex:40»"', "jwk thumbprint «b64url:43»", "-----BEGIN CERTIFICATE-----\\nMIID«b64:60»\\n-----END CERTIFICATE-----", "-----BEGIN PUBLIC KEY-----\\nMIIB«b64:60»\\n-----END PUBLIC KEY-----", "key length 2048", "lookup key=«hex:16»", "public key «b64:43»",
    ),
    "object_id": (
        "req_«alnum:14»", "evt_«alnum:24»", 'ObjectId("«hex:24»")', "pi_«alnum:24» succeeded", "ulid 01«HEX:24»", "nanoid «alnum:21»", "upload_id=«b64url:64»", "file «alnum:40».bin", "«hex:32».js loaded", "next_page=«b64url:40»", "continuation «b64:60»", "x-amz-id-2: «b64:74»", "cid bafy«alnum:52»", "vpc-«hex:17»", "block «hex:64»", "tx 0x«hex:64»", "address 0x«hex:40»",
        "data:image/png;base64,iVBORw0KGgo«b64:80»", "sid AC«hex:32»", "chunk app.«hex:20».chunk.js", "snapshot snap-«hex:17»", "Etag «hex:32»-«int:1-99»", "kernel taint «HEX:16»", "base64 body «b64:120»", "nonce «hex:24»", "build «alnum:12»", "_ga=GA1.2.«digits:9».«t:epoch»",
    ),
}  # fmt: skip

MESSAGES = {**NUMBERS, **ADDRESSES, **SECRETS}
