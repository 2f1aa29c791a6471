/** Follows a search and keeps its new logs until the page shows them. */

import { Follower } from './follower.js';
import { MOST_LOGS } from './log-window.js';
import { ALL_TIME } from './search.js';
import { moment } from './times.js';

/** @typedef {import('./api.js').Log} Log */
/** @typedef {import('./api.js').ApiError} ApiError */
/** @typedef {import('./follower.js').FollowState} FollowState */
/** @typedef {import('./search.js').Search} Search */

export class LiveLogs {
  /** @type {FollowState} */
  state = 'ended';
  /** @type {Log[]} */
  #waiting = [];
  /** @type {Follower | null} */
  #follower = null;
  #onLogs;
  #onState;

  /**
   * @param {{logs: () => void, state: (error?: ApiError) => void}} listeners called after new logs and after each change of the state
   */
  constructor({ logs, state }) {
    this.#onLogs = logs;
    this.#onState = state;
  }

  /** The number of logs that wait to be shown. */
  get waitingCount() {
    return this.#waiting.length;
  }

  /** Take the logs that wait to be shown. */
  take() {
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }

  /**
   * Receive the logs that are stored from now on.
   * @param {Search} search
   * @param {boolean} streams whether the server streams
   * @param {AbortSignal} signal
   * @returns {Promise<void>} when the server has set the starting point, so that no log is lost between it and the list
   */
  follow(search, streams, signal) {
    return new Promise((resolve) => {
      this.#follower = new Follower(search.tenant, search.filters, streams, {
        stored: (logs) => { if (!signal.aborted) this.#receive(logs, search); },
        state: (state, error) => {
          if (signal.aborted) return;
          this.state = state;
          this.#onState(error);
          if (state !== 'connecting') resolve();
        },
      });
    });
  }

  /** Stop following, and drop the logs that wait. */
  end() {
    this.#follower?.end();
    this.#follower = null;
    this.#waiting = [];
    this.state = 'ended';
  }

  /**
   * @param {Log[]} logs
   * @param {Search} search
   */
  #receive(logs, search) {
    // "Last hour" means the hour before now, not before the search began.
    const since = search.since === ALL_TIME ? -Infinity : moment(search.since, Date.now());
    this.#waiting.push(...logs.filter((log) => Date.parse(log.time) >= since));
    if (this.#waiting.length > MOST_LOGS) this.#waiting.splice(0, this.#waiting.length - MOST_LOGS);
    this.#onLogs();
  }
}
