// `node records.js LIBRARY MESSAGE` writes one warning with the library to standard output.
const [library, message] = process.argv.slice(2);

const winstonLogger = (format) => {
  const winston = require("winston");
  const formats = [winston.format.timestamp(), ...format(winston.format), winston.format.json()];
  return winston.createLogger({
    format: winston.format.combine(...formats),
    transports: [new winston.transports.Stream({ stream: process.stdout })],
  });
};

const libraries = {
  pino: () => require("pino")().warn({ order: 7 }, message),
  "pino without a message": () => require("pino")().warn({ order: 7 }),
  bunyan: () => require("bunyan").createLogger({ name: "shop" }).warn({ order: 7 }, message),
  winston: () => winstonLogger(() => []).warn(message, { order: 7 }),
  "winston, an object": () => winstonLogger(() => []).log("warn", { message: { order: 7 } }),
  "winston, colours": () => winstonLogger((format) => [format.colorize()]).warn(message, { order: 7 }),
};

libraries[library]();
