/** The client of the native API. Nothing else in the console sends requests. */

import { session } from './session.js';

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

const POLL_MILLISECONDS = 2_000;

/** An answer that is an error, or none: then the status is 0. */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {string} code
   * @param {string} detail
   */
  constructor(status, code, detail) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

class Api {
  /** What the present key opens. @returns {Promise<Access>} */
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
   * What is stored from now on, or behind the cursor `after`. The first one yielded has the cursor alone. Throws
   * ApiError when the connection breaks; the last cursor goes on.
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
   * @param {{body?: unknown, headers?: Record<string, string>, signal?: AbortSignal}} [options]
   * @returns {Promise<any>}
   */
  async #json(method, path, options) {
    const response = await this.#fetch(method, path, options);
    return response.json();
  }

  /**
   * @param {string} method
   * @param {string} path
   * @param {{body?: unknown, headers?: Record<string, string>, signal?: AbortSignal}} [options]
   */
  async #fetch(method, path, { body, headers = {}, signal } = {}) {
    /** @type {Record<string, string>} */
    const sent = { Accept: 'application/json', ...headers };
    if (session.key) sent.Authorization = `Bearer ${session.key}`;
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
    throw new ApiError(response.status, problem.code ?? 'error', problem.detail ?? `The server answered ${response.status}.`);
  }
}

/** @param {string} tenant */
function logsOf(tenant) {
  return `/tenants/${encodeURIComponent(tenant)}/logs`;
}

/**
 * The server-sent events of a response (https://html.spec.whatwg.org/multipage/server-sent-events.html), those of one
 * read together. The browser's own EventSource sends no key.
 * @param {Response} response
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<Stored>}
 */
async function* storedIn(response, signal) {
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    let read;
    try {
      read = await reader.read();
    } catch (error) {
      if (signal.aborted) throw error;
      throw new ApiError(0, 'unreachable', 'The connection was lost.');
    }
    if (read.done) return;
    rest += decoder.decode(read.value, { stream: true });
    const events = rest.split('\n\n');
    rest = /** @type {string} */ (events.pop());
    /** @type {Stored} */
    const stored = { logs: [], cursor: '' };
    for (const line of events.join('\n').split('\n')) {
      if (line.startsWith('id: ')) stored.cursor = line.slice(4);
      else if (line.startsWith('data: ')) stored.logs.push(JSON.parse(line.slice(6)));
    }
    if (stored.cursor) yield stored;
  }
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
