// `node send.js SENDER ENDPOINT COUNT WAIT` sends numbered logs through a log library, set up as by its users.
// In the middle it prints "half", and with WAIT=1 it then waits for a line of input, for libraries that do not retry.
// It ends when its input ends.
"use strict";

const readline = require("node:readline");
const { spawn } = require("node:child_process");

const [sender, endpoint, count, wait] = process.argv.slice(2);
const headers = { "X-Tenant-ID": "acme" };
const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
// A run is suspended while the server starts, which may take long.
const timeoutMillis = 600000;
const patience = { scheduledDelayMillis: 200, exportTimeoutMillis: timeoutMillis, maxQueueSize: 10000 };
const text = (number) => `number=${number}. call +1 415 555 2671`;

const senders = {
  "winston Http": () => winstonHttp({}),
  "winston Http, batch": () => winstonHttp({ batch: true, batchInterval: 200, batchCount: 20 }),
  "winston-loki": () => {
    const winston = require("winston");
    const LokiTransport = require("winston-loki");
    const transport = new LokiTransport({
      host: endpoint, headers, json: true, batching: true, interval: 1, clearOnError: false, labels: { app: "shop" },
      onConnectionError: () => {},
    });
    const logger = winston.createLogger({ transports: [transport] });
    return { log: (line) => logger.info(line), flush: () => transport.flush() };
  },
  "pino-loki": () => {
    const pino = require("pino");
    const transport = pino.transport({
      target: "pino-loki",
      options: { host: endpoint, headers, batching: { interval: 1 }, labels: { app: "shop" }, silenceErrors: true },
    });
    const logger = pino({}, transport);
    return { log: (line) => logger.info(line) };
  },
  "pino-http-send": () => {
    const pino = require("pino");
    const shipper = spawn(
      process.execPath,
      [require.resolve("pino-http-send/dist/bin.js"), "--url", `${endpoint}/ingest/batch`, "--batchSize", "20",
        "--timeout", "500", "--retries", "1000", "--interval", "300", "--silent"],
      { stdio: ["pipe", "ignore", "inherit"] },
    );
    // It cannot send headers, so each log has its tenant, then its text.
    const logger = pino({ base: { tenant_id: "acme" }, messageKey: "text" }, shipper.stdin);
    return { log: (line) => logger.info(line), stop: () => shipper.kill() };
  },
  "OpenTelemetry JS": () => {
    const { LoggerProvider, BatchLogRecordProcessor } = require("@opentelemetry/sdk-logs");
    const { OTLPLogExporter } = require("@opentelemetry/exporter-logs-otlp-http");
    const { resourceFromAttributes } = require("@opentelemetry/resources");
    const exporter = new OTLPLogExporter({ url: `${endpoint}/v1/logs`, headers, timeoutMillis });
    const provider = new LoggerProvider({
      resource: resourceFromAttributes({ "service.name": "shop" }),
      processors: [new BatchLogRecordProcessor({ exporter, ...patience })],
    });
    const logger = provider.getLogger("shop");
    return {
      log: (line) => logger.emit({ severityText: "INFO", body: line, timestamp: new Date() }),
      flush: () => provider.forceFlush(),
    };
  },
};

function winstonHttp(batching) {
  const winston = require("winston");
  const url = new URL(endpoint);
  const transport = new winston.transports.Http({
    host: url.hostname, port: url.port, path: "/ingest/batch", headers, ...batching,
  });
  // It treats only 200 as success, and emits a warning for other answers.
  transport.on("warn", () => {});
  const logger = winston.createLogger({ format: winston.format.timestamp(), transports: [transport] });
  return { log: (line) => logger.info(line) };
}

async function main() {
  const { log, flush = () => {}, stop = () => {} } = senders[sender]();
  const input = readline.createInterface(process.stdin);
  const line = new Promise((resolve) => input.once("line", resolve));
  const end = new Promise((resolve) => input.once("close", resolve));
  const total = Number(count);
  for (let number = 0; number < total; number += 1) {
    if (number === total / 2) {
      console.log("half");
      if (wait === "1") {
        await line;
        // Logs sent on the connection to the killed server are lost, so its end must be noticed before.
        await sleep(100);
      }
    }
    log(text(number));
    await sleep(10);
  }
  await flush();
  await end;
  stop();
  process.exit(0);
}

main();
