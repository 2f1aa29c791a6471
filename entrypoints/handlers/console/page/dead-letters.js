/** The messages that could not be processed: the reason, the redacted content, and a button to queue them again. */

import { api } from './api.js';
import { fill, make } from './dom.js';
import { renderText } from './log-text.js';
import { clockTime, date } from './times.js';
import './admin-gate.js';

/** @typedef {import('./api.js').DeadLetter} DeadLetter */

class DeadLetters extends HTMLElement {
  #gate = /** @type {import('./admin-gate.js').AdminGate} */ (document.createElement('admin-gate'));

  connectedCallback() {
    if (this.firstChild) return;
    this.#gate.id = 'letters';
    this.#gate.load = () => this.#load();
    this.append(make('h2', {}, 'Dead letters'), this.#gate);
  }

  async #load() {
    const { letters, count } = await api.deadLetters();
    if (!letters.length) return make('p.about', {}, 'None. All accepted logs are stored or in the queue.');
    const redrive = make('button', { type: 'button', onclick: () => this.#redrive(redrive) }, `Queue all ${count.toLocaleString('en')} again`);
    const rows = letters.map((letter) => this.#row(letter));
    const head = make('tr', {}, ...['Sent', 'Tenant', 'Reason', 'Logs'].map((title) => make('th', { scope: 'col' }, title)), make('td'));
    return make('div', {}, make('div.scrolled', { tabindex: 0, role: 'region', 'aria-label': 'Dead letters' }, make('table', {}, make('thead', {}, head), make('tbody', {}, ...rows))), redrive);
  }

  /** @param {DeadLetter} letter */
  #row(letter) {
    const content = make('td', { colspan: 5, hidden: true });
    const row = make('tr', { hidden: true }, content);
    const show = make('button.link', { type: 'button', 'aria-expanded': 'false', onclick: async () => {
      row.hidden = content.hidden = !row.hidden;
      show.ariaExpanded = String(!row.hidden);
      if (content.firstChild) return;
      const { body } = await api.deadLetter(letter.message_id);
      const text = make('pre', { tabindex: 0, 'aria-label': 'Content, redacted' });
      text.append(renderText(typeof body === 'string' ? body : JSON.stringify(body, null, 2), {}));
      fill(content, text);
    } }, 'Show');
    const fragment = document.createDocumentFragment();
    fragment.append(
      make('tr', {}, make('td', {}, `${date(letter.sent_at)} ${clockTime(letter.sent_at)}`), make('td', {}, letter.tenant_id ?? '–'), make('td', {}, make('code', {}, letter.reason)), make('td', {}, letter.log_ids.map((id) => id ?? 'unreadable').join(', ')), make('td', {}, show)),
      row,
    );
    return fragment;
  }

  /** @param {HTMLElement} button */
  async #redrive(button) {
    button.toggleAttribute('disabled', true);
    await api.redrive();
    this.#gate.show();
  }
}

customElements.define('dead-letters', DeadLetters);
