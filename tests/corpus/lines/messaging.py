"""Mail servers, telephony and payment gateways, where nothing personal is in the line."""

ORDINARY = (
    "«t:syslog» «host» postfix/smtpd[«pid»]: connect from unknown[«ip»]",
    "«t:syslog» «host» postfix/qmgr[«pid»]: «HEX:10»: removed",
    "«t:syslog» «host» postfix/qmgr[«pid»]: «HEX:11»: from=<>, size=«size», nrcpt=1 (queue active)",
    "«t:syslog» «host» postfix/smtpd[«pid»]: disconnect from unknown[«ip»] ehlo=1 auth=0/1 commands=1/2",
    "«t:syslog» «host» postfix/anvil[«pid»]: statistics: max connection rate 1/60s for (smtp:«ip») at «t:syslog»",
    "«t:syslog» «host» dovecot: imap-login: Login: user=<«user»>, method=PLAIN, rip=«ip», lip=«ip», mpid=«pid», TLS, session=<«alnum:12»>",
    "«t:exim» 1r«alnum:5»-«alnum:6»-«alnum:2» Completed",
    "«t:exim» no host name found for IP address «ip»",
    "«t:exim» SMTP connection from [«ip»]:«port» (TCP/IP connection count = «int:1-9»)",
    "rspamd_task_write_log: id: <undef>, ip: «ip», (default: F (no action): [«decimal:0-9-2»/15.00] [R_SPF_ALLOW(-0.20)], len: «size», time: «decimal:1-999-3»ms",
    '[«t:sql»] VERBOSE[«pid»][C-0000«hex:4»] pbx.c: Executing [s@macro-dial:«int:1-40»] Goto("PJSIP/trunk-0000«hex:4»", "s-BUSY,1") in new stack',
    "[«t:sql»] NOTICE[«pid»] chan_sip.c: Peer 'trunk-a' is now Reachable. («int:1-99»ms / 2000ms)",
    "[«t:sql»] WARNING[«pid»] res_rtp_asterisk.c: RTCP Read too short",
    "SIP/2.0 100 Trying Via: SIP/2.0/UDP «ip»:5060;branch=z9hG4bK«hex:16»;rport=5060 CSeq: «int:1-9999» INVITE",
    "Call-ID: «hex:32»@«ip» Max-Forwards: 70 Content-Length: 0",
    "freeswitch: «t:sqlmicro» [NOTICE] switch_channel.c:«int:1000-4000» Hangup sofia/internal/s [CS_EXECUTE] [NORMAL_CLEARING] «uuid»",
    "kamailio[«pid»]: INFO: <core> [core/tcp_main.c:«int:1000-5000»]: handle_new_connect(): connected «ip»:«port»",
    "smsc: submit_sm_resp command_status=0 sequence_number=«int:1-999999» message_id=«hex:16»",
    "gateway: auth response code=00 stan=«int:100000-999999» rrn=«number:12» amount=«decimal:1-999-2» currency=978 mcc=5411 tid=«number:8» took=«int:1-999»ms",
    "gateway: settlement batch «int:1-9999» closed, «int:1-999» transactions, total «decimal:100-99999-2» EUR, arn=«number:23»",
    '{"id":"evt_«alnum:24»","object":"event","api_version":"2023-10-16","created":«t:epoch»,"type":"payment_intent.succeeded","livemode":true,"request":{"id":"req_«alnum:14»","idempotency_key":"«uuid»"}}',
    '{"id":"ch_«alnum:24»","object":"charge","amount":«int:100-99999»,"currency":"eur","card":{"brand":"visa","last4":"«int:1000-9999»","exp_month":«int:1-12»,"exp_year":2028,"fingerprint":"«alnum:16»"}}',
    "iso8583 mti=0210 de11=«int:100000-999999» de12=«int:100000-235959» de37=«number:12» de38=«int:100000-999999» de39=00",
    "pain.001 file accepted: MsgId=«alnum:20» NbOfTxs=«int:1-999» CtrlSum=«decimal:100-99999-2»",
)
FRAMES = (
    "[«t:sql»] NOTICE[«pid»][C-0000«hex:4»] app_dial.c: «message»",
    "«t:syslog» «host» postfix/cleanup[«pid»]: «HEX:10»: warning: «message»",
    "freeswitch: «t:sqlmicro» [INFO] mod_dptools.c:«int:1000-2000» «message»",
    "gateway: «t:isoms» txn=«alnum:12» «message»",
)
