/** Shows a tenant without logs how to send the first one; hidden as soon as a log is stored. */

import { api, ApiError } from './api.js';
import { copyFrom, fill, make } from './dom.js';
import { sampleLogs } from './samples.js';

export class FirstLog extends HTMLElement {
  #tenant = '';
  #curl = make('code');
  #said = make('p.said', { role: 'status' });

  connectedCallback() {
    if (this.firstChild) return;
    const copy = make('button.quiet', { type: 'button', onclick: () => copyFrom(copy, this.#curl.textContent ?? '') }, 'Copy');
    const sample = make('button', { type: 'button', onclick: () => this.#sendSamples(sample) }, 'Send sample logs');
    this.append(
      make('h2', {}, 'No logs yet'),
      make('p', {}, 'Paste this into a terminal. The log appears here by itself, redacted, as soon as it is stored.'),
      make('div.command', {}, make('pre', { tabindex: 0, 'aria-label': 'Command' }, this.#curl), copy),
      make('p', {}, 'Or try the console with 80 made-up logs of a shop:'),
      sample,
      this.#said,
    );
  }

  /** @param {string} tenant */
  show(tenant) {
    if (tenant === this.#tenant) return;
    this.#tenant = tenant;
    const key = document.body.dataset.keys ? ' \\\n  -H "Authorization: Bearer $KEY"' : '';
    this.#curl.textContent = `curl ${location.origin}/ingest${key} \\\n  -H "Content-Type: application/json" \\\n  -d '{"tenant_id":"${tenant}","text":"User 555-0199 called"}'`;
    this.#said.textContent = '';
  }

  /** @param {HTMLElement} button */
  async #sendSamples(button) {
    button.toggleAttribute('disabled', true);
    try {
      const { accepted } = await api.send(this.#tenant, sampleLogs());
      fill(this.#said, `${accepted} logs are accepted. Each appears as soon as it is processed; longer logs take longer.`);
    } catch (error) {
      fill(this.#said, error instanceof ApiError ? error.message : 'The sample logs could not be sent.');
      button.toggleAttribute('disabled', false);
    }
  }
}

customElements.define('first-log', FirstLog);
