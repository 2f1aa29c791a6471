/** Loads the logs of one search page by page: older ones below, and newer ones above the neighbours of a log. */

import { api } from './api.js';
import { LogWindow } from './log-window.js';
import { justAfter } from './times.js';

/** @typedef {import('./api.js').Log} Log */

// A small first page arrives sooner than a large one.
const FIRST_PAGE = '200';
const PAGE = '1000';
const NEIGHBOURS = 50;

export class LogPages {
  /** Whether the server may hold logs older than those loaded. */
  hasOlder = false;
  #hasNewer = false;
  #window = new LogWindow();
  /** @type {string | null} */
  #olderCursor = null;
  #loading = false;
  #search;
  #signal;

  /**
   * @param {import('./search.js').Search} search
   * @param {AbortSignal} signal ends all requests
   */
  constructor(search, signal) {
    this.#search = search;
    this.#signal = signal;
  }

  /** All loaded logs, the newest first. */
  get logs() {
    return this.#window.logs;
  }

  get canLoadOlder() {
    return !this.#loading && this.hasOlder;
  }

  get canLoadNewer() {
    return !this.#loading && this.#hasNewer;
  }

  /** @param {string} logId */
  find(logId) {
    return this.logs.find((log) => log.log_id === logId);
  }

  /**
   * Add logs that arrived after the search; returns those that were not loaded before.
   * @param {Log[]} logs
   */
  add(logs) {
    const added = this.#window.add(logs);
    this.hasOlder ||= this.#window.trimmed;
    return added;
  }

  /** Load the newest logs of the search. */
  async loadNewest() {
    this.hasOlder = true;
    await this.loadOlder();
  }

  /** Load the next page below. A request may end before it finds a log: then ask on until one is found or none is left. */
  async loadOlder() {
    this.#loading = true;
    try {
      do {
        const page = await this.#list(this.#olderParameters());
        this.#olderCursor = page.next_cursor;
        this.hasOlder = page.next_cursor !== null;
        this.#window.add(page.logs);
      } while (this.hasOlder && !this.logs.length);
    } catch (error) {
      this.hasOlder = false;
      throw error;
    } finally {
      this.#loading = false;
    }
  }

  /**
   * Load the next page above. Only neighbours need it: above a search's newest log there is nothing but what arrives later.
   * @param {() => void} show runs before another page may load, so that a list at its top does not ask for page after page
   */
  async loadNewer(show) {
    this.#loading = true;
    try {
      const page = await this.#list(new URLSearchParams({ order: 'asc', since: this.logs[0].time, limit: PAGE }));
      this.#hasNewer = this.#window.add(page.logs).length > 0;
      if (this.#hasNewer) show();
    } catch (error) {
      this.#hasNewer = false;
      throw error;
    } finally {
      this.#loading = false;
    }
  }

  /**
   * Load a log and those before and after it.
   * @param {string} logId
   */
  async loadNeighbours(logId) {
    const { before, log, after } = await api.neighbours(this.#search.tenant, logId, NEIGHBOURS, this.#signal);
    this.#window.add([...before, log, ...after]);
    this.hasOlder = before.length === NEIGHBOURS;
    this.#hasNewer = after.length === NEIGHBOURS;
  }

  /** Whether the tenant has no logs at all, whatever the search. */
  async isTenantEmpty() {
    const { logs, complete } = await this.#list(new URLSearchParams({ limit: '1' }));
    return !logs.length && complete;
  }

  #olderParameters() {
    if (this.#olderCursor && !this.#window.trimmed) return this.#search.parameters({ limit: PAGE, cursor: this.#olderCursor });
    const last = this.logs.at(-1);
    if (!last) return this.#search.parameters({ limit: FIRST_PAGE });
    const until = { limit: PAGE, until: justAfter(last.time) };
    return this.#search.log ? new URLSearchParams(until) : this.#search.parameters(until);
  }

  /** @param {URLSearchParams} parameters */
  #list(parameters) {
    return api.list(this.#search.tenant, parameters, this.#signal);
  }
}
