"""Cloud services."""

ORDINARY = (
    "START RequestId: «uuid» Version: $LATEST",
    "END RequestId: «uuid»",
    "REPORT RequestId: «uuid»\tDuration: «decimal:1-9999-2» ms\tBilled Duration: «int:1-9999» ms\tMemory Size: 512 MB\tMax Memory Used: «int:40-512» MB\t",
    "«t:isoms»\t«uuid»\tINFO\t«event»",
    "«t:iso» «uuid» Task timed out after 3.00 seconds",
    '{"time":"«t:isoms»","type":"platform.report","record":{"requestId":"«uuid»","metrics":{"durationMs":«decimal:1-999-3»,"billedDurationMs":«int:1-999»,"memorySizeMB":256,"maxMemoryUsedMB":«int:40-256»},"status":"success"}}',
    "2 «digits:12» eni-«hex:17» «ip» «ip» «port» 443 6 «int:1-99» «int:40-99999» «t:epoch» «t:epoch» ACCEPT OK",
    "2 «digits:12» eni-«hex:17» - - - - - - - «t:epoch» «t:epoch» - NODATA",
    'https «t:micro» app/«service»/«hex:16» «ip»:«port» «ip»:8080 0.000 «decimal:0-2-3» 0.000 200 200 «int:100-999» «size» "GET https://api.example.com:443«path» HTTP/1.1" "«agent»" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 arn:aws:elasticloadbalancing:eu-west-1:«digits:12»:targetgroup/web/«hex:16» "Root=1-«hex:8»-«hex:24»" "api.example.com" "arn:aws:acm:eu-west-1:«digits:12»:certificate/«uuid»" 0 «t:micro» "forward" "-" "-"',
    "«t:date»\t«t:time»\tFRA56-P4\t«size»\t«ip»\tGET\td«alnum:13».cloudfront.net\t«path»\t200\t-\tMozilla/5.0%20(Windows%20NT%2010.0)\t-\t-\tHit\t«b64url:53»A==",
    '{"eventVersion":"1.08","userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::«digits:12»:assumed-role/deploy/i-0«hex:16»","accountId":"«digits:12»"},"eventTime":"«t:iso»","eventSource":"s3.amazonaws.com","eventName":"GetObject","awsRegion":"eu-west-1","sourceIPAddress":"«ip»","requestID":"«HEX:16»","eventID":"«uuid»","readOnly":true}',
    '«hex:64» acme-logs [«t:clf»] «ip» arn:aws:iam::«digits:12»:user/ci «HEX:16» REST.GET.OBJECT «noun»/«t:date».gz "GET /«noun» HTTP/1.1" 200 - «size» «size» «int:1-99» «int:1-99» "-" "aws-cli/2.15.0" -',
    '{"insertId":"«alnum:16»","resource":{"type":"k8s_container","labels":{"project_id":"acme","pod_name":"«host»"}},"timestamp":"«t:nano»","severity":"INFO","textPayload":"«event»"}',
    '{"time":"«t:nano»","resourceId":"/SUBSCRIPTIONS/«uuid»/RESOURCEGROUPS/RG/PROVIDERS/MICROSOFT.WEB/SITES/«service»","operationName":"«noun»","durationMs":«int:1-9999»,"callerIpAddress":"«ip»","correlationId":"«uuid»"}',
    '{"version":"0","id":"«uuid»","detail-type":"EC2 Instance State-change Notification","source":"aws.ec2","account":"«digits:12»","time":"«t:iso»","detail":{"instance-id":"i-0«hex:16»","state":"running"}}',
    '{"_aws":{"Timestamp":«t:ms»,"CloudWatchMetrics":[{"Namespace":"acme","Dimensions":[["service"]],"Metrics":[{"Name":"Latency","Unit":"Milliseconds"}]}]},"service":"«service»","Latency":«decimal:1-99-3»}',
    '{"messageId":"«uuid»","attributes":{"ApproximateReceiveCount":"1","SentTimestamp":"«t:ms»","ApproximateFirstReceiveTimestamp":"«t:ms»"},"md5OfBody":"«hex:32»","eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:eu-west-1:«digits:12»:«noun»"}',
    'heroku[router]: at=info method=GET path="«path»" host=acme.example.com request_id=«uuid» fwd="«ip»" dyno=web.1 connect=0ms service=«int:1-999»ms status=200 bytes=«size» protocol=https',
    "Fastly: «t:epoch» «ip» GET «path» 200 «size» cache-fra«int:10000-99999»-FRA HIT",
    "[cloud-init] Cloud-init v. 23.4.4 running 'modules:final' at «t:rfc1123». Up «decimal:1-99-2» seconds.",
)
FRAMES = (
    "«t:isoms»\t«uuid»\tERROR\t«message»",
    "[ERROR] «t:isoms» «uuid» «message»",
    '{"insertId":"«alnum:16»","timestamp":"«t:nano»","severity":"WARNING","textPayload":"«message:json»"}',
    '{"time":"«t:isoms»","type":"function","record":{"requestId":"«uuid»","message":"«message:json»"}}',
    "app[web.1]: «message»",
)
FIELDS = (
    '{"eventTime":"«t:iso»","eventName":"«noun»","awsRegion":"eu-west-1","requestParameters":{"«key»":"«value:json»"},"eventID":"«uuid»"}',
    '{"insertId":"«alnum:16»","jsonPayload":{"event":"«noun»","«key»":"«value:json»"},"timestamp":"«t:nano»"}',
    '{"messageId":"«uuid»","body":"{\\"type\\":\\"«noun»\\",\\"«key»\\":\\"«value:json2»\\"}","md5OfBody":"«hex:32»"}',
)
