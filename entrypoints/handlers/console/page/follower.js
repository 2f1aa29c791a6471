/** Follows a tenant's logs across restarts of the server, without gaps or repeats. */

import { api, ApiError, pause } from './api.js';

const FIRST_PAUSE_MILLISECONDS = 250;
const LONGEST_PAUSE_MILLISECONDS = 5_000;

/** @typedef {'connecting' | 'live' | 'reconnecting' | 'ended'} FollowState */

export class Follower {
  #ended = new AbortController();
  /** @type {string | null} */
  #cursor = null;

  /**
   * @param {string} tenant
   * @param {URLSearchParams} filters
   * @param {boolean} streams
   * @param {{stored: (logs: import('./api.js').Log[]) => void, state: (state: FollowState, error?: ApiError) => void}} told
   */
  constructor(tenant, filters, streams, told) {
    this.#run(tenant, filters, streams, told);
  }

  end() {
    this.#ended.abort();
  }

  /**
   * @param {string} tenant
   * @param {URLSearchParams} filters
   * @param {boolean} streams
   * @param {{stored: (logs: import('./api.js').Log[]) => void, state: (state: FollowState, error?: ApiError) => void}} told
   */
  async #run(tenant, filters, streams, told) {
    const signal = this.#ended.signal;
    let wait = FIRST_PAUSE_MILLISECONDS;
    told.state('connecting');
    while (!signal.aborted) {
      try {
        for await (const { logs, cursor } of api.follow(tenant, filters, this.#cursor, streams, signal)) {
          if (signal.aborted) return;
          this.#cursor = cursor;
          wait = FIRST_PAUSE_MILLISECONDS;
          told.state('live');
          if (logs.length) told.stored(logs);
        }
      } catch (error) {
        if (signal.aborted) return;
        const mayPass = error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500);
        if (!mayPass) {
          told.state('ended', error instanceof ApiError ? error : undefined);
          return;
        }
        told.state('reconnecting');
        await pause(wait, signal).catch(() => undefined);
        wait = Math.min(wait * 2, LONGEST_PAUSE_MILLISECONDS);
      }
    }
  }
}
