/** Counts of redactions, and a form that tries a policy on a text without storing either. */

import { address } from './address.js';
import { api, ApiError } from './api.js';
import { fill, make, throttled } from './dom.js';
import { chip, renderText } from './log-text.js';
import { tenantIn } from './search.js';

/** @typedef {import('./api.js').Preview} Preview */
/** @typedef {import('./api.js').Finding} Finding */

const NEWEST = '1000';
const TRY_MILLISECONDS = 400;
const EXAMPLE = [
  'User +1 212 555 0147 called from 203.0.113.7',
  'Receipt sent to jane.doe@example.com',
  `{"user": "sam", "password": "${crypto.randomUUID().slice(0, 13)}", "note": "call back at 555-0199"}`,
].join('\n');

export class RedactionView extends HTMLElement {
  #tenant = '';
  #counts = make('div.kinds');
  #text = /** @type {HTMLTextAreaElement} */ (make('textarea.code', { id: 'sample', rows: 6, spellcheck: 'false' }, EXAMPLE));
  #policy = /** @type {HTMLTextAreaElement} */ (make('textarea.code', { id: 'policy', rows: 14, spellcheck: 'false' }));
  #policyError = make('p.error', { role: 'alert' });
  #results = make('div.previews', { role: 'group', 'aria-label': 'Previews' });
  #changes = make('div.changes', { role: 'status' });
  #tried = new AbortController();
  /** The policy in force, as JSON. */
  #inForce = '';
  #trySoon = throttled(() => this.#try(), TRY_MILLISECONDS);
  #onAddress = () => this.#update();

  connectedCallback() {
    if (!this.firstChild) {
      const reset = make('button.link', { type: 'button', onclick: () => this.#reset() }, 'Back to the policy in force');
      this.append(
        make('section', {}, make('h2', {}, 'Recently redacted'), this.#counts),
        make(
          'section',
          {},
          make('h2', {}, 'Try a policy'),
          make('p.about', {}, 'Paste lines of a log. They are redacted as the worker would redact them, and nothing is stored. Change the policy to see what it would do before you save it.'),
          make(
            'div.trying',
            {},
            make('div', {}, make('label', { for: 'sample' }, 'Text'), this.#text, this.#results, this.#changes),
            make('div', {}, make('label', { for: 'policy' }, 'Policy'), this.#policy, this.#policyError, reset),
          ),
        ),
      );
      this.#text.addEventListener('input', () => this.#trySoon());
      this.#policy.addEventListener('input', () => this.#trySoon());
    }
    address.addEventListener('change', this.#onAddress);
    this.#tenant = '';
    this.#update();
  }

  disconnectedCallback() {
    address.removeEventListener('change', this.#onAddress);
  }

  async #update() {
    const tenant = tenantIn(address.parameters);
    if (tenant === this.#tenant || !tenant) return;
    this.#tenant = tenant;
    try {
      const [{ policy }, { logs }] = await Promise.all([api.policy(tenant), api.list(tenant, new URLSearchParams({ limit: NEWEST }))]);
      this.#inForce = JSON.stringify(policy, null, 2);
      this.#showCounts(logs);
      this.#reset();
    } catch (error) {
      this.#fail(error);
    }
  }

  #reset() {
    this.#policy.value = this.#inForce;
    this.#try();
  }

  /** @param {import('./api.js').Log[]} logs */
  #showCounts(logs) {
    /** @type {Map<string, number>} */
    const counts = new Map();
    for (const log of logs) for (const [kind, count] of Object.entries(log.redactions)) counts.set(kind, (counts.get(kind) ?? 0) + count);
    const sorted = [...counts].sort(([, a], [, b]) => b - a);
    const most = sorted[0]?.[1] ?? 1;
    const rows = sorted.map(([kind, count]) => {
      const bar = make('span.bar', { 'data-kind': kind });
      bar.style.width = `${Math.max((count / most) * 100, 0.5)}%`;
      return make('li', {}, chip(kind, kind), make('span.track', {}, bar), make('span.number', {}, count.toLocaleString('en')));
    });
    const of = logs.length === 1 ? 'In the newest log' : `In the newest ${logs.length.toLocaleString('en')} logs`;
    fill(this.#counts, make('p.about', {}, logs.length ? `${of}${rows.length ? '' : ': nothing'}.` : 'No logs yet.'), rows.length ? make('ul', {}, ...rows) : null);
  }

  async #try() {
    this.#tried.abort();
    this.#tried = new AbortController();
    const { signal } = this.#tried;
    const text = this.#text.value;
    const policy = this.#parsedPolicy();
    if (policy === undefined) return;
    if (!text) {
      fill(this.#results);
      fill(this.#changes);
      return;
    }
    const isChanged = JSON.stringify(policy) !== JSON.stringify(JSON.parse(this.#inForce));
    try {
      const [inForce, changed] = await Promise.all([
        api.preview(this.#tenant, text, null, signal),
        isChanged ? api.preview(this.#tenant, text, policy, signal) : null,
      ]);
      if (signal.aborted) return;
      fill(this.#results, preview('Policy in force', text, inForce), changed && preview('Changed policy', text, changed));
      fill(this.#changes, changed && differences(text, inForce, changed));
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    }
  }

  /** The policy in the form; undefined if it is not JSON. */
  #parsedPolicy() {
    this.#policyError.textContent = '';
    try {
      return JSON.parse(this.#policy.value);
    } catch (error) {
      this.#policyError.textContent = `Not JSON: ${error instanceof Error ? error.message : ''}`;
      return undefined;
    }
  }

  /** @param {unknown} error */
  #fail(error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 401) this.dispatchEvent(new Event('key-refused', { bubbles: true }));
    this.#policyError.textContent = error.message;
  }
}

/**
 * The text with its findings marked, and the text that would be stored.
 * @param {string} title
 * @param {string} text
 * @param {Preview} result
 */
function preview(title, text, result) {
  const before = make('pre', { tabindex: 0, 'aria-label': `${title}: what is found` });
  // Positions count characters (code points), not UTF-16 units.
  const characters = Array.from(text);
  let end = 0;
  for (const { kind, start, end: stop, rule } of result.findings) {
    before.append(plain(characters.slice(end, start)));
    const found = make('del.found', { 'data-kind': kind, title: `${kind}, by the rule ${rule}` });
    found.append(plain(characters.slice(start, stop)));
    before.append(found);
    end = stop;
  }
  before.append(plain(characters.slice(end)));
  const kinds = Object.fromEntries(result.findings.map(({ kind }) => [kind, 1]));
  const after = make('pre', { tabindex: 0, 'aria-label': `${title}: what is stored` });
  after.append(renderText(result.text, kinds));
  return make('section.preview', {}, make('h3', {}, title), before, after);
}

/** @param {string[]} characters */
function plain(characters) {
  return renderText(characters.join(''), {});
}

/**
 * What the changed policy finds and the policy in force does not, and the reverse.
 * @param {string} text
 * @param {Preview} inForce
 * @param {Preview} changed
 */
function differences(text, inForce, changed) {
  const characters = Array.from(text);
  const identity = (/** @type {Finding} */ found) => `${found.kind} ${found.start} ${found.end}`;
  const [before, after] = [inForce, changed].map(({ findings }) => new Set(findings.map(identity)));
  const line = (/** @type {string} */ sign, /** @type {Finding} */ found) => {
    const value = make('code');
    value.append(plain(characters.slice(found.start, found.end)));
    return make('li', {}, make('span.sign', {}, sign), chip(found.kind, found.kind), ' ', value, make('span.rule', {}, ` by ${found.rule}`));
  };
  const lines = [
    ...changed.findings.filter((found) => !before.has(identity(found))).map((found) => line('+', found)),
    ...inForce.findings.filter((found) => !after.has(identity(found))).map((found) => line('−', found)),
  ];
  if (lines.length) return make('div', {}, make('h3', {}, 'What changes'), make('ul', {}, ...lines));
  return make('p.about', {}, inForce.text === changed.text ? 'The changed policy redacts this text in the same way.' : 'Both policies find the same values, but replace them differently.');
}

customElements.define('redaction-view', RedactionView);
