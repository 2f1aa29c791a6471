/** The counts of the embedded run, read from Prometheus's text format. */

const PREFIX = 'log_processor_';
const LINE = /^([a-z_]+)(?:\{[a-z]+="((?:[^"\\]|\\.)*)"\})? ([0-9.e+]+)$/;

/** The times until logs were stored: cumulative counts by upper bound in seconds. */
class Ages {
  /** @param {[number, number][]} within bounds and cumulative counts, both ascending */
  constructor(within) {
    this.within = within;
    this.count = within.at(-1)?.[1] ?? 0;
  }

  /**
   * The time within which this part of the logs was stored, interpolated between two bounds.
   * @param {number} part
   */
  quantile(part) {
    const wanted = this.count * part;
    let [low, below] = [0, 0];
    for (const [bound, count] of this.within) {
      if (count >= wanted) return Number.isFinite(bound) ? low + ((bound - low) * (wanted - below)) / Math.max(count - below, 1) : low;
      [low, below] = [bound, count];
    }
    return low;
  }
}

export class Metrics {
  /** Values by metric and label; the label is '' for a metric without labels. @type {Map<string, Map<string, number>>} */
  #values = new Map();

  /** @param {string} page */
  constructor(page) {
    this.at = Date.now();
    for (const line of page.split('\n')) {
      const match = LINE.exec(line);
      if (!match) continue;
      const name = match[1].slice(PREFIX.length);
      const labels = this.#values.get(name) ?? new Map();
      labels.set(match[2] ?? '', Number(match[3]));
      this.#values.set(name, labels);
    }
  }

  /** The sum over all labels. @param {string} name */
  total(name) {
    return [...(this.#values.get(name)?.values() ?? [])].reduce((sum, value) => sum + value, 0);
  }

  /** @param {string} name @returns {[string, number][]} */
  labels(name) {
    return [...(this.#values.get(name) ?? [])].filter(([, count]) => count > 0);
  }

  /**
   * How long the logs took that were stored after `earlier`, or all logs without it.
   * @param {Metrics | null} earlier
   */
  agesSince(earlier) {
    const before = earlier ? earlier.#values.get('age_seconds_bucket') : undefined;
    const bounds = [...(this.#values.get('age_seconds_bucket') ?? [])];
    return new Ages(bounds.map(([bound, count]) => [bound === '+Inf' ? Infinity : Number(bound), count - (before?.get(bound) ?? 0)]));
  }
}
