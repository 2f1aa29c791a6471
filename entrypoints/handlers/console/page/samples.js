/** Sample logs of a shop's services. Their personal data is invented. */

const COUNT = 80;
const SPAN_MILLISECONDS = 50 * 60_000;

/** @typedef {() => number} Random */

/** The sample logs, spread over the last fifty minutes. */
export function sampleLogs() {
  const random = Math.random;
  const now = Date.now();
  return Array.from({ length: COUNT }, (_, index) => {
    // More logs towards the present, with bursts of errors.
    const age = SPAN_MILLISECONDS * (1 - index / COUNT) ** 1.4 * (0.9 + random() * 0.1);
    return { timestamp: new Date(now - age).toISOString(), ...record(random, index) };
  });
}

/**
 * @param {Random} random
 * @param {number} index
 */
function record(random, index) {
  const trace = { trace_id: hex(random, 32), span_id: hex(random, 16) };
  const order = `ord-${1000 + index}`;
  const milliseconds = Math.floor(5 + random() ** 4 * 2_000);
  const path = pick(random, ['/cart', '/checkout', '/orders', '/products/42', '/login']);
  if (index % 20 > 15) {
    return pick(random, [
      { level: 'error', service: 'payments', message: `Card ${card(random)} declined for ${order}: insufficient funds`, order, http: { status: 402 }, ...trace },
      { level: 'error', service: 'checkout', message: `${order}: payment timed out after ${2_000 + milliseconds} ms, retrying`, order, http: { status: 504, path: '/checkout' }, ...trace },
      { level: 'fatal', service: 'payments', message: 'Connection pool exhausted, shutting down', pool: { size: 20, waiting: 113 } },
    ]);
  }
  return pick(random, [
    { level: 'info', service: 'web', message: `GET ${path} 200 ${milliseconds}ms`, http: { method: 'GET', path, status: 200, ms: milliseconds }, client: { ip: `203.0.113.${index}` } },
    { level: 'info', service: 'web', message: `POST /login user=${email(random)} password=${hex(random, 12)} ok`, http: { method: 'POST', path: '/login', status: 204 } },
    { level: 'info', service: 'checkout', message: `${order} paid with card ${card(random)}`, order, ...trace },
    { level: 'info', service: 'mailer', message: `Receipt for ${order} sent to ${email(random)}`, order },
    { level: 'debug', service: 'cart', message: `cache miss key=cart:${index} took=${milliseconds}ms`, cache: { hit: false } },
    { level: 'trace', service: 'cart', message: `SELECT items WHERE cart_id = ${index}` },
    { level: 'warn', service: 'support', message: `Customer asks to be called back on ${phone(random)}, ticket ${2000 + index}` },
    { level: 'warn', service: 'web', message: `\u001b[33mslow request\u001b[0m ${path} took \u001b[1m${milliseconds + 900} ms\u001b[0m`, http: { path, ms: milliseconds + 900 } },
  ]);
}

/**
 * @template T
 * @param {Random} random
 * @param {T[]} choices
 */
function pick(random, choices) {
  return choices[Math.floor(random() * choices.length)];
}

/**
 * @param {Random} random
 * @param {number} digits
 */
function hex(random, digits) {
  return Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
}

/** @param {Random} random */
function email(random) {
  return `${pick(random, ['jane.doe', 'o.haddad', 'm.kowalska', 'li.wei', 'sam'])}@example.com`;
}

/** A number that nobody has: 555-0100 to 555-0199 are kept for fiction. @param {Random} random */
function phone(random) {
  return `+1 ${pick(random, ['212', '415', '617'])} 555 01${String(Math.floor(random() * 100)).padStart(2, '0')}`;
}

/** A number of no account, whose check digit is right (ISO/IEC 7812-1, annex B). @param {Random} random */
function card(random) {
  const digits = [4, ...Array.from({ length: 14 }, () => Math.floor(random() * 10))];
  const sum = digits.reduce((total, digit, at) => total + (at % 2 ? digit : digit * 2 - (digit > 4 ? 9 : 0)), 0);
  return [...digits, (10 - (sum % 10)) % 10].join('').replace(/(\d{4})(?=\d)/g, '$1 ');
}
