/** The search that the address describes, as parameters of the API. */

import { address } from './address.js';
import { moment, toRfc3339 } from './times.js';

const DEFAULT_SINCE = '-1h';
/** The value of `since` that sets no limit. */
export const ALL_TIME = 'all';

/** Ranges to choose from. @type {[string, string][]} */
export const RANGES = [
  ['-5m', 'Last 5 minutes'],
  ['-15m', 'Last 15 minutes'],
  ['-1h', 'Last hour'],
  ['-6h', 'Last 6 hours'],
  ['-24h', 'Last 24 hours'],
  ['-7d', 'Last 7 days'],
  [ALL_TIME, 'All time'],
];

// domain/tenant_id.py. A tenant's id goes into commands to copy: a link must not put anything else there.
export const TENANT_ID_PATTERN = '[A-Za-z0-9][A-Za-z0-9._\\-]{0,62}';
const TENANT_ID = new RegExp(`^${TENANT_ID_PATTERN}$`, 'u');
const FILTERS = ['level', 'service', 'q', 're', 'trace_id', 'conflicts'];

/**
 * The tenant in an address; empty if the id is missing or malformed.
 * @param {URLSearchParams} parameters
 */
export function tenantIn(parameters) {
  const tenant = parameters.get('tenant') ?? '';
  return TENANT_ID.test(tenant) ? tenant : '';
}

/** The search in the address at this moment. */
export class Search {
  constructor() {
    const parameters = address.parameters;
    this.tenant = tenantIn(parameters);
    this.since = parameters.get('since') ?? DEFAULT_SINCE;
    this.until = parameters.get('until');
    /** The log whose neighbours are shown instead of a search. */
    this.log = parameters.get('log');
    this.paused = parameters.get('live') === 'off';
    /** Everything but the time. */
    this.filters = new URLSearchParams([...parameters].filter(([name]) => FILTERS.includes(name) || name.startsWith('attr.')));
    this.now = Date.now();
  }

  get isFiltered() {
    return [...this.filters].length > 0;
  }

  /** Whether the search has no end, so that new logs belong to it. */
  get isOpenEnded() {
    return !this.log && !this.until;
  }

  /** The start in milliseconds since 1970; -Infinity for all time. */
  get sinceMoment() {
    return this.since === ALL_TIME ? -Infinity : moment(this.since, this.now);
  }

  get untilMoment() {
    return this.until ? moment(this.until, this.now) : this.now;
  }

  /**
   * The filters, the time, and other parameters.
   * @param {Record<string, string>} others
   */
  parameters(others = {}) {
    const parameters = new URLSearchParams(this.filters);
    if (this.since !== ALL_TIME) parameters.set('since', this.since);
    if (this.until) parameters.set('until', this.until);
    for (const [name, value] of Object.entries(others)) parameters.set(name, value);
    return parameters;
  }

  /**
   * The time and other parameters, without the filters.
   * @param {Record<string, string>} others
   */
  timeOnly(others = {}) {
    const parameters = this.parameters(others);
    for (const name of this.filters.keys()) parameters.delete(name);
    return parameters;
  }

  /** Equal for searches with the same results: pausing does not change it. */
  get identity() {
    return `${this.tenant}\n${this.parameters()}\n${this.since}\n${this.log ?? ''}`;
  }
}

/**
 * @param {number} since
 * @param {number} until
 */
export function chooseTime(since, until) {
  address.change({ since: toRfc3339(since), until: toRfc3339(until), log: null });
}

export function clearFilters() {
  const cleared = Object.fromEntries([...address.parameters.keys()].filter((name) => FILTERS.includes(name) || name.startsWith('attr.')).map((name) => [name, null]));
  address.change({ ...cleared, log: null });
}
