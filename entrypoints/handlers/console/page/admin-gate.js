/** Shows its content to users with an administrator's key, and asks all others for one. */

import { ApiError } from './api.js';
import { fill, make } from './dom.js';
import { session } from './session.js';

export class AdminGate extends HTMLElement {
  /** Loads the content from the API; throws ApiError. @type {() => Promise<Node>} */
  load = async () => document.createTextNode('');
  #said = make('p.error', { role: 'alert' });

  connectedCallback() {
    this.show();
  }

  async show() {
    if (!session.adminKey) {
      this.#ask();
      return;
    }
    try {
      fill(this, await this.load());
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.status === 401 || error.status === 403) {
        session.endAdmin();
        this.#ask(error.message);
      } else if (error.status === 404) fill(this, make('p.about', {}, 'Use the command line to administer this installation: see tenants --help and dlq --help.'));
      else fill(this, make('p.error', { role: 'alert' }, error.message));
    }
  }

  /** @param {string} [problem] */
  #ask(problem = '') {
    const key = /** @type {HTMLInputElement} */ (make('input.code', { type: 'password', id: `admin-${this.id}`, autocomplete: 'off', spellcheck: 'false', required: true }));
    const form = make(
      'form.asking',
      { autocomplete: 'off' },
      make('label', { for: key.id }, "Administrator's key"),
      make('div', {}, key, make('button', { type: 'submit' }, 'Open')),
      make('p.about', {}, "To create an administrator's key, run on the server: ", make('code', {}, 'aws-log-processor tenants create-admin-key')),
      this.#said,
    );
    this.#said.textContent = problem;
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      session.begin(key.value.trim(), false);
      if (session.adminKey) this.show();
      else this.#said.textContent = "This is not an administrator's key.";
    });
    fill(this, form);
  }
}

customElements.define('admin-gate', AdminGate);
