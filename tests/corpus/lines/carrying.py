"""Lines of formats that carry a finding in a place of their own, by the label of what stands in `«value»`.

`«value2»` is another of the same kind.
"""

from collections.abc import Mapping

LINES: Mapping[str, tuple[str, ...]] = {
    # In every one of them an E.164 number stands.
    "PHONE": (
        "-- Called PJSIP/«value»@trunk-«int:1-9»",
        "INVITE sip:«value»@sip.example.net SIP/2.0 Via: SIP/2.0/UDP «ip»:5060;branch=z9hG4bK«hex:16»",
        'From: "Ada" <sip:«value»@sip.example.net>;tag=as«hex:8» To: <sip:«value2»@sip.example.net> CSeq: 102 INVITE',
        "P-Asserted-Identity: <tel:«value»>",
        '"","«value»","«value2»","from-trunk","""Ada"" <«value»>","PJSIP/t-0000«hex:4»","PJSIP/u-0000«hex:4»","Dial","«t:sql»","«t:sql»","«t:sql»",«int:1-999»,«int:1-999»,"ANSWERED","DOCUMENTATION"',
        '{"sid":"SM0«hex:30»x","from":"«value»","to":"«value2»","status":"delivered","num_segments":"1"}',
        "smsc: submit_sm source_addr_ton=1 source_addr=«value» destination_addr=«value2» esm_class=0",
        '«ip» - - [«t:clf»] "GET /v1/lookup/«value» HTTP/1.1" 200 «size» "-" "«agent»"',
        "CDR|«uuid»|«t:compact14»|«value»|«value2»|«int:1-999»|ANSWERED|0",
        '[«t:sql»] VERBOSE[«pid»] pbx.c: Executing [«value»@from-internal:1] Dial("PJSIP/u-1", "PJSIP/«value»@trunk,60") in new stack',
        "MESSAGE from=«value» to=«value2» body_len=«int:1-160»",
        '{"object":"whatsapp_business_account","entry":[{"changes":[{"value":{"messages":[{"from":"«value»","id":"wamid.«b64:40»"}]}}]}]}',
    ),
    "EMAIL": (
        "«t:syslog» «host» postfix/smtp[«pid»]: «HEX:10»: to=<«value»>, relay=mx.example.org[«ip»]:25, delay=«decimal:0-9-1», delays=0.1/0/0.2/0.4, dsn=2.0.0, status=sent (250 2.0.0 OK)",
        "«t:syslog» «host» postfix/qmgr[«pid»]: «HEX:10»: from=<«value»>, size=«size», nrcpt=1 (queue active)",
        "«t:syslog» «host» dovecot: imap(«value»)<«pid»><«alnum:12»>: Disconnected: Logged out in=«int:1-999» out=«size»",
        '«t:exim» 1rAbCd-«alnum:6»-Xy => «value» R=dnslookup T=remote_smtp H=mx.example.org [«ip»] C="250 OK"',
        '«ip» - «value» [«t:clf»] "GET «path» HTTP/1.1" 200 «size»',
        '{"event":"bounce","email":"«value»","timestamp":«t:epoch»,"smtp-id":"«hex:20»","reason":"550 5.1.1 user unknown"}',
        "Author: Ada Abbott <«value»>",
        "FATAL:  no such mailbox <«value»> (in reply to RCPT TO command)",
        "Return-Path: <«value»> X-Original-To: «value2»",
        '{"protoPayload":{"authenticationInfo":{"principalEmail":"«value»"},"methodName":"storage.objects.get"},"timestamp":"«t:nano»"}',
    ),
    "CREDIT_CARD": (
        "iso8583 mti=0100 de2=«value» de3=000000 de4=000000«int:100000-999999» de11=«int:100000-999999»",
        "<cardNumber>«value»</cardNumber><expiry>12/27</expiry>",
        "gateway: POST /charge card[number]=«value»&card[exp_month]=12",
        '{"paymentMethod":{"type":"scheme","number":"«value»","expiryYear":"2028"},"amount":{"value":«int:100-9999»,"currency":"EUR"}}',
    ),
    "IBAN": (
        '<DbtrAcct><Id><IBAN>«value»</IBAN></Id></DbtrAcct><InstdAmt Ccy="EUR">«decimal:1-999-2»</InstdAmt>',
        "MT940 :25:«value» :28C:«int:1-365»/1",
        "sepa: txn=«alnum:12» dbtr=«value» cdtr=«value2» amount=«decimal:1-999-2» status=ACSC",
        '{"debtorAccount":{"iban":"«value»"},"creditorAccount":{"iban":"«value2»"},"endToEndId":"«alnum:16»"}',
    ),
    "SSN": (
        "NM1*IL*1*ABBOTT*ADA****SY*«value»~ ssn in loop 2010BA",
        "credit bureau: inquiry ssn=«value» bureau=A score=«int:500-850»",
        '{"applicant":{"ssn":"«value»","dob":"1980-02-«int:10-28»"}}',
    ),
    "IP": (
        '«value» - - [«t:clf»] "GET «path» HTTP/1.1" 200 «size» "-" "«agent»"',
        "«t:syslog» «host» sshd[«pid»]: Failed password for root from «value» port «port» ssh2",
        "2 «digits:12» eni-«hex:17» «value» «value2» «port» 443 6 «int:1-99» «int:40-99999» «t:epoch» «t:epoch» ACCEPT OK",
        "«t:syslog» «host» kernel: [UFW BLOCK] IN=eth0 OUT= SRC=«value» DST=«value2» LEN=60 TTL=52 PROTO=TCP SPT=«port» DPT=22",
        '{"eventName":"ConsoleLogin","sourceIPAddress":"«value»","eventTime":"«t:iso»","eventID":"«uuid»"}',
        "X-Forwarded-For: «value», «value2»",
        "CEF:0|Acme|Firewall|1.0|100|blocked|5|src=«value» spt=«port» dst=«value2» dpt=443",
        "«t:hdfs» «int:1-9999» INFO dfs.DataNode$DataXceiver: Receiving block blk_«number:19» src: /«value»:«port» dest: /«value2»:50010",
        "fail2ban.actions [«pid»]: NOTICE [sshd] Ban «value»",
        'rejected connection from "«value»:«port»" (error "EOF", ServerName "")',
    ),
    "SECRET": (
        "fatal: unable to access 'https://«value»@git.example.com/acme/app.git/': The requested URL returned error: 403",
        "export TOKEN=«value» && ./deploy.sh",
        "+ curl -sS -H 'X-Api-Key: «value»' https://api.example.com/v2/status",
        "Set token «value» for registry in ~/.config",
        "config: loaded credentials «value» from environment",
        '{"headers":{"x-api-key":"«value»","accept":"*/*"},"status":401}',
        "leaked in commit «hex:40»: «value»",
    ),
}
