// Runs the documented examples of @myunisoft/loki against LOKI_URL with the key LOKI_KEY: `push`, or `read`, which
// prints the result of each call.
import { GrafanaApi } from "@myunisoft/loki";
import { LogQL, StreamSelector } from "@sigyn/logql";

const api = new GrafanaApi({
  authentication: { type: "bearer", token: process.env.LOKI_KEY },
  remoteApiURL: process.env.LOKI_URL,
});
const selector = `{app="serviceName", env="production"}`;
const now = BigInt(Date.now()) * 1_000_000n;

if (process.argv[2] === "push") {
  await api.Loki.push([
    {
      stream: { app: "serviceName", env: "production", level: "info" },
      values: [
        [String(now - 3_000_000_000n), "GET 200 /orders"],
        [String(now - 2_000_000_000n), "POST 503 /carts failed"],
      ],
    },
    { stream: { app: "other", env: "production" }, values: [[String(now - 1_000_000_000n), "something else"]] },
  ]);
} else {
  const ql = new LogQL(new StreamSelector({ app: "serviceName", env: "production" }));
  const answers = {
    queryRange: await api.Loki.queryRange(ql, { start: "1d", limit: 200 }),
    filtered: await api.Loki.queryRange(`${selector} |= "failed"`, { start: "1d", limit: 200 }),
    // The documentation has <_> in the middle, which this version does not support.
    pattern: await api.Loki.queryRange(selector, { pattern: "<verb> <status> <endpoint>" }),
    streams: await api.Loki.queryRangeStream(selector, { start: "1d" }),
    matrix: await api.Loki.queryRangeMatrix(`count_over_time(${selector} [5m])`, { start: "1h" }),
    labels: await api.Loki.labels({ since: "1h" }),
    values: await api.Loki.labelValues("level"),
    none: await api.Loki.queryRange(`{app="nobody"}`),
  };
  console.log(JSON.stringify(answers));
}
