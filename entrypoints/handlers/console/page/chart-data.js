/** Loads the data of the chart and the search bar: logs by time and level, and counts by level and service. */

import { api } from './api.js';
import { ALL_TIME } from './search.js';
import { justAfter, toRfc3339 } from './times.js';

/** @typedef {import('./api.js').Log} Log */
/** @typedef {import('./search.js').Search} Search */

const BUCKETS = '90';

/**
 * @param {Search} search
 * @param {Log[]} logs those that are shown, the newest first
 * @param {AbortSignal} signal
 * @returns {Promise<{histogram: import('./api.js').Histogram, facets: import('./api.js').Facet[]} | null>} null without logs
 */
export async function loadChart(search, logs, signal) {
  const time = search.log ? timeOfLogs(logs) : await timeOfSearch(search, signal);
  if (!time) return null;
  const [histogram, { facets }] = await Promise.all([
    api.histogram(search.tenant, search.parameters({ ...time, buckets: BUCKETS, by: 'level' }), signal),
    api.facets(search.tenant, search.timeOnly({ ...time, fields: 'level,service', top: '50' }), signal),
  ]);
  return { histogram, facets };
}

/** @param {Log[]} logs */
function timeOfLogs(logs) {
  const [newest, oldest] = [logs[0], logs.at(-1)];
  return newest && oldest && { since: oldest.time, until: justAfter(newest.time) };
}

/**
 * The time of a search with both ends, which a chart needs: for all time, it starts at the oldest log.
 * @param {Search} search
 * @param {AbortSignal} signal
 */
async function timeOfSearch(search, signal) {
  if (search.since !== ALL_TIME) return { since: search.since, until: search.until ?? 'now' };
  const [oldest] = (await api.list(search.tenant, search.parameters({ order: 'asc', limit: '1' }), signal)).logs;
  return oldest && { since: oldest.time, until: search.until ?? toRfc3339(Date.now() + 1) };
}
