/** Asks for a key if the server requires one. */

import { api, ApiError } from './api.js';
import { make } from './dom.js';
import { session } from './session.js';

export class KeyPrompt extends HTMLElement {
  #key = /** @type {HTMLInputElement} */ (make('input', { type: 'password', id: 'key', autocomplete: 'off', spellcheck: 'false', required: true }));
  #keep = /** @type {HTMLInputElement} */ (make('input', { type: 'checkbox', id: 'keep' }));
  #error = make('p.error', { role: 'alert' });

  connectedCallback() {
    if (this.firstChild) return;
    const form = make(
      'form',
      { autocomplete: 'off' },
      make('h2', {}, 'Enter a key'),
      make('p', {}, "Paste a tenant's API key to see its logs, or an administrator's key to see tenants and health."),
      make('label', { for: 'key' }, 'API key'),
      this.#key,
      make('label.keep', { for: 'keep' }, this.#keep, ' Keep it until this tab is closed'),
      this.#error,
      make('button', { type: 'submit' }, 'Open'),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#open();
    });
    this.append(form);
    this.#key.focus();
  }

  async #open() {
    session.begin(this.#key.value.trim(), this.#keep.checked);
    try {
      this.dispatchEvent(new CustomEvent('opened', { detail: await api.access() }));
    } catch (error) {
      session.end();
      this.#error.textContent = error instanceof ApiError ? error.message : 'The key could not be checked.';
      this.#key.select();
    }
  }
}

customElements.define('key-prompt', KeyPrompt);
