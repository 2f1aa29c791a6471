"""Web servers, proxies and load balancers."""

ORDINARY = (
    '«ip» - - [«t:clf»] "GET «path» HTTP/1.1" 200 «size» "-" "«agent»"',
    '«public_ip» - «user» [«t:clf»] "POST «path» HTTP/2.0" «200|201|304|404|499|502» «size» "https://www.example.com«path»" "«agent»"',
    '«ip» - - [«t:clf»] "GET «path»?page=«int:1-99»&size=«int:10-100»&ts=«t:ms» HTTP/1.1" 200 «size» "-" "«agent»" «decimal:0-9-3» «decimal:0-9-3» .',
    '«ip6» - - [«t:clf»] "GET /favicon.ico HTTP/1.1" 404 153 "-" "«agent»"',
    '«ip» - - [«t:clf»] "HEAD /static/img/logo@2x.png HTTP/1.1" 200 0 "-" "«agent»"',
    '«ip» - - [«t:clf»] "GET /assets/app-«hex:20».js HTTP/1.1" 200 «size» "-" "«agent»" rt=«decimal:0-2-3» uct="0.000" uht="0.004"',
    '«t:slash» [error] «pid»#«pid»: *«int:1-9999999» connect() failed (111: Connection refused) while connecting to upstream, client: «ip», server: example.com, request: "GET «path» HTTP/1.1", upstream: "http://«ip»:«port»«path»", host: "example.com"',
    "«t:slash» [warn] «pid»#«pid»: *«int:1-9999999» an upstream response is buffered to a temporary file /var/cache/nginx/proxy_temp/3/07/00000«int:10000-99999» while reading upstream",
    "«t:slash» [crit] «pid»#«pid»: *«int:1-999999» SSL_do_handshake() failed (SSL: error:14209102:SSL routines) while SSL handshaking, client: «ip»",
    "[«t:apache»] [core:error] [pid «pid»:tid «number:15»] [client «ip»:«port»] AH00124: Request exceeded the limit of 10 internal redirects",
    "[«t:ctime»] [notice] jk2_init() Found child «pid» in scoreboard slot «int:1-20»",
    "[«t:ctime»] [error] [client «public_ip»] Directory index forbidden by rule: /var/www/html/",
    "[«t:ctime»] [error] mod_jk child workerEnv in error state «int:1-20»",
    '«t:syslog» «host» haproxy[«pid»]: «ip»:«port» [«t:haproxy»] http-in~ app/«host» «int:0-99»/0/«int:0-9»/«int:1-999»/«int:1-9999» 200 «size» - - ---- «int:1-99»/«int:1-99»/«int:1-9»/0/0 0/0 "GET «path» HTTP/1.1"',
    "«t:syslog» «host» haproxy[«pid»]: Server app/web-01 is DOWN, reason: Layer4 timeout, check duration: 2001ms. 3 active and 0 backup servers left.",
    "«t:epoch.»    «int:1-999» «ip» TCP_MISS/200 «size» GET http://example.org«path» - HIER_DIRECT/«public_ip» text/html",
    '[«t:isoms»] "GET «path» HTTP/1.1" 200 - 0 «size» «int:1-999» «int:1-999» "-" "«agent»" "«uuid»" "«service»:8080" "«ip»:8080" outbound|8080||«service».default.svc.cluster.local «ip»:«port» «ip»:8080 «ip»:«port» - default',
    '{"level":"info","ts":«t:epoch.6»,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"«ip»","remote_port":"«port»","proto":"HTTP/2.0","method":"GET","uri":"«path»"},"duration":«decimal:0-1-9»,"size":«size»,"status":200}',
    '{"ClientAddr":"«ip»:«port»","Duration":«int:100000-99999999»,"DownstreamStatus":200,"RequestCount":«int:1-999999»,"RouterName":"«service»@docker","StartUTC":"«t:nano»","level":"info","msg":"","time":"«t:iso»"}',
    "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status time-taken",
    "«t:sql» «ip» GET «path» - 443 - «ip» Mozilla/5.0+(Windows+NT+10.0;+Win64;+x64) https://www.example.com/ 200 0 0 «int:1-9999»",
    "proxy.cse.cuhk.edu.hk:5070 close, «size» bytes sent, «size» bytes received, lifetime 00:«int:10-59»",
    '«ip» «host» - [«t:clf»] "GET /metrics HTTP/1.1" 200 «size» «int:100-99999»us',
    "[«int:0-23».«t:time»] chrome.exe - proxy.example.com:5070 open through proxy proxy.example.com:5070 HTTPS",
)
FRAMES = (
    '«t:slash» [error] «pid»#«pid»: *«int:1-999999» «message», server: example.com, host: "example.com"',
    "[«t:apache»] [php:notice] [pid «pid»] [client «ip»:«port»] «message»",
    "«t:syslog» «host» haproxy[«pid»]: «message»",
)
