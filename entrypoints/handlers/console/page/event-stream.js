/** Reads logs from a stream of server-sent events. */

import { ApiError } from './api-error.js';

/** @typedef {import('./api.js').Stored} Stored */

/**
 * The server-sent events of a response (https://html.spec.whatwg.org/multipage/server-sent-events.html), those of one
 * read together. The browser's EventSource cannot send a key.
 * @param {Response} response
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<Stored>}
 */
export async function* storedIn(response, signal) {
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
