/** All about one log: the whole text, the attributes with buttons that filter by them, and ways to share the log. */

import { address, hashOf } from './address.js';
import { copyFrom, make } from './dom.js';
import { chip, renderText } from './log-text.js';
import { tenantIn } from './search.js';

/** @typedef {import('./api.js').Log} Log */

const MOST_ATTRIBUTES = 200;

export class LogDetails extends HTMLElement {
  /** @type {Log | null} */
  log = null;

  connectedCallback() {
    if (!this.log || this.firstChild) return;
    const { log } = this;
    const text = make('pre.whole', { dir: 'auto', tabindex: 0, 'aria-label': 'The whole text' });
    text.append(renderText(log.text, log.redactions));
    this.append(text, this.#actions(log), this.#fields(log));
  }

  /** @param {Log} log */
  #actions(log) {
    const tenant = tenantIn(address.parameters);
    const url = `${location.origin}/tenants/${encodeURIComponent(tenant)}/logs/${encodeURIComponent(log.log_id)}`;
    const place = hashOf('logs', new URLSearchParams({ tenant, log: log.log_id }));
    const copying = (/** @type {string} */ label, /** @type {() => string} */ text) => {
      const button = make('button.quiet', { type: 'button', onclick: () => copyFrom(button, text()) }, label);
      return button;
    };
    return make(
      'div.actions',
      {},
      make('a.button.quiet', { href: place }, 'Neighbours'),
      copying('Copy link', () => `${location.origin}${location.pathname}${place}`),
      copying('Copy as JSON', () => JSON.stringify(log, null, 2)),
      copying('Copy as curl', () => `curl ${url}${document.body.dataset.keys ? ' -H "Authorization: Bearer $KEY"' : ''}`),
    );
  }

  /** @param {Log} log */
  #fields(log) {
    const table = make('dl.fields');
    const add = (/** @type {string} */ name, /** @type {unknown} */ value, /** @type {string} */ filter = '') => {
      if (value === null || value === undefined || value === '') return;
      table.append(this.#field(name, String(value), filter, log));
    };
    add('time', log.time);
    add('level', log.level, 'level');
    add('service', log.service, 'service');
    add('trace_id', log.trace_id, 'trace_id');
    add('span_id', log.span_id);
    // Leave out attributes that repeat a field above.
    const said = new Map(Object.entries({ level: log.level, service: log.service, trace_id: log.trace_id, span_id: log.span_id }));
    const attributes = leaves(log.attributes).filter(([path, value]) => said.get(path) !== value);
    for (const [path, value] of attributes.slice(0, MOST_ATTRIBUTES)) add(path, value, `attr.${path}`);
    if (attributes.length > MOST_ATTRIBUTES) add('…', `${attributes.length - MOST_ATTRIBUTES} more attributes: use “Copy as JSON” to see them`);
    if (Object.keys(log.redactions).length) {
      const chips = Object.entries(log.redactions).map(([kind, count]) => chip(count > 1 ? `${kind} × ${count}` : kind, kind));
      table.append(make('div', {}, make('dt', {}, 'redacted'), make('dd', {}, ...chips)));
    }
    add('log_id', log.log_id);
    add('received_at', log.received_at);
    add('processed_at', log.processed_at);
    add('policy_version', log.policy_version);
    add('source', log.source);
    add('conflicts_with', log.conflicts_with);
    return table;
  }

  /**
   * @param {string} name
   * @param {string} value
   * @param {string} filter the parameter that filters by it, or nothing
   * @param {Log} log
   */
  #field(name, value, filter, log) {
    const shown = make('span.value', { dir: 'auto' });
    shown.append(renderText(value, log.redactions));
    const buttons = [];
    if (filter) {
      buttons.push(make('button.filter', { type: 'button', title: `Only logs with this ${name}`, 'aria-label': `Only logs with this ${name}`, onclick: () => filterBy(filter, value) }, '+'));
      if (filter.startsWith('attr.')) {
        buttons.push(make('button.filter', { type: 'button', title: `Only logs without this ${name}`, 'aria-label': `Only logs without this ${name}`, onclick: () => filterBy(`${filter}!`, value) }, '−'));
      }
    }
    const label = make('dt', {});
    label.append(renderText(name, log.redactions, true));
    return make('div', {}, label, make('dd', {}, shown, ...buttons));
  }
}

/**
 * @param {string} parameter
 * @param {string} value
 */
function filterBy(parameter, value) {
  const isOne = !parameter.startsWith('attr.');
  const values = isOne ? [] : address.parameters.getAll(parameter).filter((each) => each !== value);
  address.change({ [parameter]: [...values, value], log: null });
}

/**
 * The values of attributes by their paths, as the API writes both: a list's elements each count.
 * @param {unknown} value
 * @param {string} [path]
 * @returns {[string, string][]}
 */
function leaves(value, path = '') {
  if (Array.isArray(value)) return value.flatMap((each) => leaves(each, path));
  if (value !== null && typeof value === 'object') {
    return Object.entries(value).flatMap(([name, each]) => leaves(each, path ? `${path}.${name}` : name));
  }
  return [[path, typeof value === 'string' ? value : JSON.stringify(value)]];
}

customElements.define('log-details', LogDetails);
