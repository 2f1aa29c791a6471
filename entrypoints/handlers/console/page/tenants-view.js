/** The registered tenants: quota and usage, retention, keys, and erasure. Needs an administrator's key. */

import { api, ApiError } from './api.js';
import { copyFrom, fill, make } from './dom.js';
import './admin-gate.js';

/** @typedef {import('./api.js').Tenant} Tenant */
/** @typedef {import('./api.js').Erased} Erased */

class TenantsView extends HTMLElement {
  #gate = /** @type {import('./admin-gate.js').AdminGate} */ (document.createElement('admin-gate'));
  #dialog = /** @type {HTMLDialogElement} */ (make('dialog', { 'aria-labelledby': 'dialog-title' }));

  connectedCallback() {
    if (this.firstChild) return;
    this.#gate.id = 'tenants';
    this.#gate.load = () => this.#load();
    this.append(make('h2', {}, 'Tenants'), this.#gate, this.#dialog);
  }

  async #load() {
    const { tenants } = await api.tenants();
    if (!tenants.length) return make('p.about', {}, 'No tenants are registered. To create a tenant, run on the server: ', make('code', {}, 'aws-log-processor tenants create NAME'));
    const head = make('tr', {}, ...['Tenant', 'Policy', 'Retention', 'Requests per minute', 'Bytes per minute', 'Keys'].map((title) => make('th', { scope: 'col' }, title)), make('td'));
    return make('div.scrolled', { tabindex: 0, role: 'region', 'aria-label': 'Tenants' }, make('table', {}, make('thead', {}, head), make('tbody', {}, ...tenants.map((tenant) => this.#row(tenant)))));
  }

  /** @param {Tenant} tenant */
  #row(tenant) {
    const { tenant_id: id, quota, used } = tenant;
    return make(
      'tr',
      {},
      make('th', { scope: 'row' }, id),
      make('td', {}, make('code', {}, String(tenant.policy.version))),
      make('td', {}, retention(tenant)),
      make('td', {}, usage(used?.requests ?? 0, quota.requests_per_minute)),
      make('td', {}, usage(used?.bytes ?? 0, quota.bytes_per_minute)),
      make('td', {}, String(tenant.keys.length)),
      make('td', {}, make(
        'div.choices',
        {},
        make('button', { type: 'button', 'aria-label': `Rotate key of ${id}`, onclick: () => this.#rotate(id) }, 'Rotate key'),
        make('button', { type: 'button', 'aria-label': `Erase logs of ${id}`, onclick: () => this.#erase(id) }, 'Erase'),
      )),
    );
  }

  /** @param {string} id */
  #rotate(id) {
    const others = /** @type {HTMLInputElement} */ (make('input', { type: 'checkbox', id: 'revoke' }));
    const go = make('button.primary', { type: 'button' }, 'Create a new key');
    go.addEventListener('click', () => this.#working(go, async () => {
      const { key } = await api.rotateKey(id, others.checked);
      const shown = make('code.key', {}, key);
      const copy = make('button', { type: 'button', onclick: () => copyFrom(copy, key) }, 'Copy');
      this.#show(`New key of ${id}`, make('p', {}, 'Copy it now: it is shown only once. It works within a minute.'), shown, make('div.choices', {}, copy, this.#closing('Done')));
      this.#gate.show();
    }));
    this.#show(
      `Rotate the key of ${id}`,
      make('p', {}, 'The current key keeps working until the next rotation.'),
      make('label', { for: 'revoke' }, others, ' Revoke all other keys now'),
      make('div.choices', {}, go, this.#closing('Cancel')),
    );
  }

  /** @param {string} id */
  #erase(id) {
    const name = /** @type {HTMLInputElement} */ (make('input', { id: 'confirm', autocomplete: 'off', spellcheck: 'false' }));
    const go = make('button.primary', { type: 'button', disabled: true }, 'Erase permanently');
    name.addEventListener('input', () => go.toggleAttribute('disabled', name.value !== id));
    const said = make('p.about', { role: 'status' });
    go.addEventListener('click', () => this.#working(go, async () => {
      /** @type {Erased | null} */
      let receipt = null;
      for await (const step of api.erase(id)) {
        receipt = step;
        said.textContent = step.complete ? '' : `${step.deleted.logs.toLocaleString('en')} logs deleted so far. Waiting for all workers to take note.`;
      }
      if (receipt) this.#showReceipt(receipt);
    }));
    this.#show(
      `Erase the logs of ${id}`,
      make('p', {}, 'This deletes all logs received until now from the store, the queue and the dead letters. It takes about a minute.'),
      make('label', { for: 'confirm' }, "Type the tenant's name"),
      name,
      said,
      make('div.choices', {}, go, this.#closing('Cancel')),
    );
    name.focus();
  }

  /** @param {Erased} receipt */
  #showReceipt(receipt) {
    const { logs, messages, dead_letters: letters } = receipt.deleted;
    const lines = [['Logs', logs], ['Queued messages', messages], ['Dead letters', letters], ['Receipt', receipt.erasure.id], ['Finished', receipt.finished_at], ['Requested by', receipt.requested_by]];
    const list = make('dl.receipt', {}, ...lines.filter(([, value]) => value !== null && value !== undefined).map(([title, value]) => make('div', {}, make('dt', {}, title), make('dd', {}, String(value)))));
    this.#show(`Logs of ${receipt.tenant_id} erased`, list, make('div.choices', {}, this.#closing('Done')));
  }

  /**
   * @param {string} title
   * @param {...(Node | string)} content
   */
  #show(title, ...content) {
    fill(this.#dialog, make('h3', { id: 'dialog-title' }, title), ...content, make('p.error', { role: 'alert' }));
    if (!this.#dialog.open) this.#dialog.showModal();
  }

  /** @param {string} label */
  #closing(label) {
    return make('button', { type: 'button', onclick: () => this.#dialog.close() }, label);
  }

  /**
   * @param {HTMLElement} button
   * @param {() => Promise<void>} work
   */
  async #working(button, work) {
    button.toggleAttribute('disabled', true);
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      button.toggleAttribute('disabled', false);
      const said = this.#dialog.querySelector('.error');
      if (said) said.textContent = error.message;
    }
  }
}

/** @param {Tenant} tenant */
function retention(tenant) {
  const days = tenant.retention_days === null ? 'forever' : `${tenant.retention_days} days`;
  const levels = Object.entries(tenant.level_retention_days).map(([level, number]) => `${level} ${number}`);
  return levels.length ? `${days}; ${levels.join(', ')}` : days;
}

/**
 * @param {number} used
 * @param {number | null} most
 */
function usage(used, most) {
  if (most === null) return make('span.about', {}, 'no limit');
  const meter = make('meter', { min: 0, max: most, value: Math.min(used, most), 'aria-label': 'used in this minute' });
  return make('span.usage', {}, meter, `${used.toLocaleString('en')} of ${most.toLocaleString('en')}`);
}

customElements.define('tenants-view', TenantsView);
