/** Times as people read them, in the time zone of the browser. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DATE = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short' });
const MINUTE = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hour12: false });
const SECOND = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });

const DAY = 86_400_000;

/**
 * Written by hand: each row has one, and Intl takes ten times as long.
 * @param {string} time RFC 3339
 */
export function clockTime(time) {
  const at = new Date(time);
  const two = (/** @type {number} */ number) => (number < 10 ? `0${number}` : number);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

/** @param {string} time */
export function date(time) {
  const at = new Date(time);
  return `${String(at.getDate()).padStart(2, '0')} ${MONTHS[at.getMonth()]}`;
}

/**
 * A mark of an axis that spans so many milliseconds.
 * @param {number} moment
 * @param {number} span
 */
export function mark(moment, span) {
  const at = new Date(moment);
  if (span > 2 * DAY) return `${DATE.format(at)} ${MINUTE.format(at)}`;
  return span < 600_000 ? SECOND.format(at) : MINUTE.format(at);
}

/**
 * @param {number} since
 * @param {number} until
 */
export function range(since, until) {
  const [from, to] = [new Date(since), new Date(until)];
  const sameDay = DATE.format(from) === DATE.format(to);
  return `${DATE.format(from)} ${SECOND.format(from)} – ${sameDay ? '' : `${DATE.format(to)} `}${SECOND.format(to)}`;
}

const RELATIVE = /^-(\d+)(ms|s|m|h|d|w)$/;
/** @type {Record<string, number>} */
const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: DAY, w: 7 * DAY };

/**
 * Milliseconds since 1970 of a time in one of the API's formats; NaN if it is malformed.
 * @param {string} text
 * @param {number} now
 */
export function moment(text, now) {
  if (text === 'now') return now;
  const match = RELATIVE.exec(text);
  return match ? now - Number(match[1]) * UNITS[match[2]] : Date.parse(text);
}

/** @param {number} milliseconds */
export function toRfc3339(milliseconds) {
  return new Date(milliseconds).toISOString();
}

/**
 * The value of an input for local date and time.
 * @param {number} milliseconds
 */
export function toInput(milliseconds) {
  const at = new Date(milliseconds);
  return new Date(milliseconds - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

/**
 * The time one nanosecond later, in the API's format.
 * @param {string} time
 */
export function justAfter(time) {
  const [seconds, fraction = ''] = time.slice(0, -1).split('.');
  const next = BigInt(fraction.padEnd(9, '0')) + 1n;
  // Up to the next second some logs may be read twice, but each is shown once.
  if (next >= 1_000_000_000n) return toRfc3339(Date.parse(`${seconds}Z`) + 1_000);
  return `${seconds}.${String(next).padStart(9, '0')}Z`;
}
