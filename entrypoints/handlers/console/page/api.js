/** The client of the native API. Nothing else in the console sends requests. */

import { ApiError } from './api-error.js';
import { storedIn } from './event-stream.js';
import { session } from './session.js';

export { ApiError };

/**
 * @typedef {object} Log
 * @property {string} log_id
 * @property {string} time
 * @property {number} ordinal
 * @property {string | null} level
 * @property {string | null} service
 * @property {string | null} trace_id
 * @property {string | null} span_id
 * @property {string} text
 * @property {string} source
 * @property {Record<string, unknown>} attributes
 * @property {string} received_at
 * @property {string} processed_at
 * @property {Record<string, number>} redactions
 * @property {string} policy_version
 * @property {string | null} conflicts_with
 */
/** @typedef {{logs: Log[], next_cursor: string | null, complete: boolean}} Page */
/** @typedef {{start: string, count: number, counts: Record<string, number>}} Bucket */
/** @typedef {{step_seconds: number, buckets: Bucket[], complete: boolean}} Histogram */
/** @typedef {{field: string, values: {value: string | null, count: number}[]}} Facet */
/** @typedef {{before: Log[], log: Log, after: Log[]}} Neighbours */
/** @typedef {{tenant_id: string | null, rights: string[], streams: boolean}} Access */
/** @typedef {{logs: Log[], cursor: string}} Stored */
/** @typedef {{kind: string, start: number, end: number, rule: string}} Finding */
/** @typedef {{text: string, findings: Finding[]}} Preview */
/**
 * @typedef {object} Tenant
 * @property {string} tenant_id
 * @property {{version: string}} policy
 * @property {number | null} retention_days
 * @property {Record<string, number>} level_retention_days
 * @property {{requests_per_minute: number | null, bytes_per_minute: number | null}} quota
 * @property {{requests: number, bytes: number} | null} used
 * @property {{created_at: string}[]} keys
 */
/** @typedef {{message_id: string, tenant_id: string | null, sent_at: string, reason: string, log_ids: (string | null)[]}} DeadLetter */
/**
 * @typedef {object} Erased
 * @property {string} tenant_id
 * @property {{id: string}} erasure
 * @property {boolean} complete
 * @property {string | null} [next_cursor]
 * @property {{logs: number, messages: number | null, dead_letters: number | null}} deleted
 * @property {string} [requested_by]
 * @property {string} [finished_at]
 */

const POLL_MILLISECONDS = 2_000;

/** A signal that never aborts. */
const NEVER = new AbortController().signal;

/** @typedef {{body?: unknown, headers?: Record<string, string>, signal?: AbortSignal, admin?: boolean}} Options */

class Api {
  /** The rights of the current key. @returns {Promise<Access>} */
  access() {
    return this.#json('GET', '/console/access');
  }

  /**
   * @param {string} tenant
   * @param {URLSearchParams} parameters
   * @param {AbortSignal} [signal]
   * @returns {Promise<Page>}
   */
  list(tenant, parameters, signal) {
    return this.#json('GET', `${logsOf(tenant)}?${parameters}`, { signal });
  }

  /**
   * @param {string} tenant
   * @param {URLSearchParams} parameters
   * @param {AbortSignal} [signal]
   * @returns {Promise<Histogram>}
   */
  histogram(tenant, parameters, signal) {
    return this.#json('GET', `${logsOf(tenant)}/histogram?${parameters}`, { signal });
  }

  /**
   * @param {string} tenant
   * @param {URLSearchParams} parameters
   * @param {AbortSignal} [signal]
   * @returns {Promise<{facets: Facet[]}>}
   */
  facets(tenant, parameters, signal) {
    return this.#json('GET', `${logsOf(tenant)}/facets?${parameters}`, { signal });
  }

  /**
   * @param {string} tenant
   * @param {string} logId
   * @param {number} each how many on each side
   * @param {AbortSignal} [signal]
   * @returns {Promise<Neighbours>}
   */
  neighbours(tenant, logId, each, signal) {
    return this.#json('GET', `${logsOf(tenant)}/${encodeURIComponent(logId)}/context?before=${each}&after=${each}`, { signal });
  }

  /**
   * Send logs as the tenant.
   * @param {string} tenant
   * @param {object[]} logs
   * @returns {Promise<{accepted: number, rejected: number}>}
   */
  send(tenant, logs) {
    return this.#json('POST', '/ingest/batch', { body: logs, headers: { 'X-Tenant-ID': tenant } });
  }

  /**
   * The policy in force.
   * @param {string} tenant
   * @returns {Promise<{policy: {version: string}}>}
   */
  policy(tenant) {
    return this.#json('GET', `${pathOf(tenant)}/redaction`);
  }

  /**
   * A text redacted by a policy; by default, the policy in force.
   * @param {string} tenant
   * @param {string} text
   * @param {object | null} policy
   * @param {AbortSignal} signal
   * @returns {Promise<Preview>}
   */
  preview(tenant, text, policy, signal) {
    return this.#json('POST', `${pathOf(tenant)}/redaction/preview`, { body: policy ? { text, policy } : { text }, signal });
  }

  /**
   * The page of counts.
   * @param {AbortSignal} signal
   */
  async metrics(signal) {
    const response = await this.#fetch('GET', '/metrics', { signal, headers: { Accept: 'text/plain' } });
    return response.text();
  }

  /** @returns {Promise<{tenants: Tenant[]}>} */
  tenants() {
    return this.#json('GET', '/tenants', { admin: true });
  }

  /**
   * @param {string} tenant
   * @param {boolean} revokesOthers
   * @returns {Promise<{key: string}>}
   */
  rotateKey(tenant, revokesOthers) {
    return this.#json('POST', `${pathOf(tenant)}/keys`, { admin: true, body: { revoke_others: revokesOthers } });
  }

  /**
   * Erase all of a tenant's logs in as many requests as needed; yields the progress after each.
   * @param {string} tenant
   * @returns {AsyncGenerator<Erased>}
   */
  async *erase(tenant) {
    let cursor = null;
    for (;;) {
      const query = cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`;
      const response = await this.#fetch('DELETE', `${logsOf(tenant)}${query}`, { admin: true });
      const erased = await response.json();
      yield erased;
      if (erased.complete) return;
      cursor = erased.next_cursor;
      await pause(Number(response.headers.get('Retry-After') ?? 0) * 1_000, NEVER);
    }
  }

  /** @returns {Promise<{count: number, letters: DeadLetter[]}>} */
  deadLetters() {
    return this.#json('GET', '/dead-letters', { admin: true });
  }

  /**
   * The redacted content of a dead letter.
   * @param {string} messageId
   * @returns {Promise<{body: unknown}>}
   */
  deadLetter(messageId) {
    return this.#json('GET', `/dead-letters/${encodeURIComponent(messageId)}`, { admin: true });
  }

  /** Queue all dead letters again. @returns {Promise<{moved: number}>} */
  redrive() {
    return this.#json('POST', '/dead-letters/redrive', { admin: true, body: {} });
  }

  /**
   * The logs stored from now on, or after the cursor `after`. The first item has a cursor and no logs. Throws ApiError
   * when the connection breaks; a new call with the last cursor misses nothing.
   * @param {string} tenant
   * @param {URLSearchParams} parameters
   * @param {string | null} after
   * @param {boolean} streams
   * @param {AbortSignal} signal
   * @returns {AsyncGenerator<Stored>}
   */
  async *follow(tenant, parameters, after, streams, signal) {
    const asked = new URLSearchParams(parameters);
    if (after) asked.set('after', after);
    if (streams) {
      const response = await this.#fetch('GET', `${logsOf(tenant)}/tail?${asked}`, { signal, headers: { Accept: 'text/event-stream' } });
      yield* storedIn(response, signal);
      throw new ApiError(0, 'stream_ended', 'The stream ended.');
    }
    for (;;) {
      const answer = await this.#json('GET', `${logsOf(tenant)}/tail?${asked}`, { signal });
      asked.set('after', answer.next_cursor);
      yield { logs: answer.logs, cursor: answer.next_cursor };
      if (answer.complete) await pause(POLL_MILLISECONDS, signal);
    }
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {Options} [options]
   * @returns {Promise<any>}
   */
  async #json(method, path, options) {
    const response = await this.#fetch(method, path, options);
    return response.json();
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {Options} [options]
   */
  async #fetch(method, path, { body, headers = {}, signal, admin = false } = {}) {
    /** @type {Record<string, string>} */
    const sent = { Accept: 'application/json', ...headers };
    const key = admin ? session.adminKey : session.key ?? session.adminKey;
    if (key) sent.Authorization = `Bearer ${key}`;
    if (body !== undefined) sent['Content-Type'] = 'application/json';
    let response;
    try {
      response = await fetch(path, { method, headers: sent, body: body === undefined ? undefined : JSON.stringify(body), signal, credentials: 'omit', cache: 'no-store' });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new ApiError(0, 'unreachable', 'The server does not answer.');
    }
    if (response.ok) return response;
    const problem = await response.json().catch(() => ({}));
    throw new ApiError(response.status, problem.code ?? 'error', problem.detail ?? `The server answered with status ${response.status}.`);
  }
}

/** @param {string} tenant */
function pathOf(tenant) {
  return `/tenants/${encodeURIComponent(tenant)}`;
}

/** @param {string} tenant */
function logsOf(tenant) {
  return `${pathOf(tenant)}/logs`;
}

/**
 * @param {number} milliseconds
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
export function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = window.setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      window.clearTimeout(timer);
      reject(signal.reason);
    }, { once: true });
  });
}

export const api = new Api();
