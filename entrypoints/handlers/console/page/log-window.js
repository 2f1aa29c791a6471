/** The logs that the page holds: newest first, without duplicates, and limited in number. */

/** @typedef {import('./api.js').Log} Log */

/** When there are more, the oldest are dropped. */
export const MOST_LOGS = 50_000;

/**
 * Whether `a` stands above `b`. Times are RFC 3339 in UTC with fractions of different lengths.
 * @param {Log} a
 * @param {Log} b
 */
export function compare(a, b) {
  const timeOfA = a.time.slice(0, -1);
  const timeOfB = b.time.slice(0, -1);
  if (timeOfA !== timeOfB) return timeOfA < timeOfB ? 1 : -1;
  if (a.ordinal !== b.ordinal) return b.ordinal - a.ordinal;
  return a.log_id < b.log_id ? 1 : a.log_id > b.log_id ? -1 : 0;
}

export class LogWindow {
  /** @type {Log[]} */
  logs = [];
  /** Whether logs were dropped. */
  trimmed = false;
  /** @type {Set<string>} */
  #ids = new Set();

  /**
   * Add logs in any order; returns those that are new here.
   * @param {Log[]} logs
   */
  add(logs) {
    const added = logs.filter((log) => !this.#ids.has(log.log_id) && this.#ids.add(log.log_id));
    if (!added.length) return added;
    added.sort(compare);
    const last = this.logs.at(-1);
    const first = this.logs[0];
    if (!last || compare(last, added[0]) < 0) this.logs = this.logs.concat(added);
    else if (compare(/** @type {Log} */ (added.at(-1)), first) < 0) this.logs = added.concat(this.logs);
    else this.logs = merge(this.logs, added);
    if (this.logs.length > MOST_LOGS) {
      for (const log of this.logs.splice(MOST_LOGS)) this.#ids.delete(log.log_id);
      this.trimmed = true;
    }
    return added;
  }

  /** @param {string} logId */
  indexOf(logId) {
    return this.logs.findIndex((log) => log.log_id === logId);
  }
}

/**
 * @param {Log[]} a
 * @param {Log[]} b
 */
function merge(a, b) {
  /** @type {Log[]} */
  const merged = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) merged.push(compare(a[i], b[j]) <= 0 ? a[i++] : b[j++]);
  return merged.concat(a.slice(i), b.slice(j));
}
