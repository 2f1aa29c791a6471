/** The whole page: the tabs, the tenant, and the view that the address names. */

import { address, hashOf, VIEWS } from './address.js';
import { api, ApiError, pause } from './api.js';
import { fill, make } from './dom.js';
import { TENANT_ID_PATTERN, tenantIn } from './search.js';
import { session } from './session.js';
import './health-view.js';
import './key-prompt.js';
import './logs-view.js';
import './redaction-view.js';
import './tenants-view.js';

/** @typedef {import('./api.js').Access} Access */

const FIRST_TENANT = 'acme';
const LAST_TENANT = 'tenant';
const THEME = 'theme';
const THEMES = ['auto', 'light', 'dark'];
const RETRY_MILLISECONDS = 1_000;
/** The right that a view needs (domain/caller.py); the other views ask for a key themselves. @type {Record<string, string>} */
const RIGHTS = { logs: 'read', redaction: 'read' };

class LogConsole extends HTMLElement {
  #tabs = make('nav', { 'aria-label': 'Views' });
  #tenant = make('div.tenant');
  #theme = make('button.quiet.theme', { type: 'button' });
  #main = make('main');
  /** @type {Access | null} */
  #access = null;
  /** @type {HTMLElement | null} */
  #view = null;

  connectedCallback() {
    // Replace the header that was shown until the modules were loaded.
    this.replaceChildren(make('header', {}, make('h1', {}, 'log processor'), this.#tabs, this.#tenant, this.#theme), this.#main);
    this.#theme.addEventListener('click', () => this.#nextTheme());
    this.#showTheme();
    address.addEventListener('change', () => this.#update());
    this.addEventListener('key-refused', () => this.#askForKey());
    this.#open();
  }

  async #open() {
    for (;;) {
      try {
        this.#begin(await api.access());
        return;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (error.status === 401) {
          session.end();
          this.#askForKey();
          return;
        }
        fill(this.#main, make('div.nothing', {}, make('p', { role: 'status' }, `${error.message} Trying again.`)));
        await pause(RETRY_MILLISECONDS, new AbortController().signal);
      }
    }
  }

  #askForKey() {
    session.end();
    this.#access = null;
    this.#view = null;
    document.body.dataset.keys = 'required';
    fill(this.#tabs);
    fill(this.#tenant);
    fill(this.#main, this.#prompt());
  }

  #prompt() {
    return make('key-prompt', { onopened: (/** @type {CustomEvent} */ event) => this.#begin(event.detail) });
  }

  /** @param {Access} access */
  #begin(access) {
    this.#access = access;
    const isOpen = access.tenant_id === null && access.rights.includes('read');
    if (!isOpen) document.body.dataset.keys = 'required';
    const tenant = access.tenant_id ?? (tenantIn(address.parameters) || localStorage.getItem(LAST_TENANT) || FIRST_TENANT);
    if (tenant !== address.get('tenant')) address.change({ tenant }, { completes: true });
    this.#view = null;
    this.#update();
  }

  #update() {
    if (!this.#access) return;
    const tenant = tenantIn(address.parameters);
    // A tenant's key gives access to that tenant only.
    if (this.#access.tenant_id && tenant !== this.#access.tenant_id) {
      address.change({ tenant: this.#access.tenant_id }, { completes: true });
      return;
    }
    if (!this.#access.tenant_id && tenant) localStorage.setItem(LAST_TENANT, tenant);
    this.#showTabs(tenant);
    this.#showTenant(tenant);
    const right = RIGHTS[address.view];
    const tag = right && !this.#access.rights.includes(right) ? 'key-prompt' : `${address.view}-view`;
    if (this.#view?.localName === tag) return;
    this.#view = tag === 'key-prompt' ? this.#prompt() : document.createElement(tag);
    Object.assign(this.#view, { streams: this.#access.streams });
    fill(this.#main, this.#view);
    document.title = `${address.view[0].toUpperCase()}${address.view.slice(1)}`;
  }

  /** @param {string} tenant */
  #showTabs(tenant) {
    const tabs = VIEWS.map((view) => {
      const isCurrent = view === address.view;
      return make('a', { href: hashOf(view, new URLSearchParams({ tenant })), 'aria-current': isCurrent && 'page' }, view[0].toUpperCase() + view.slice(1));
    });
    fill(this.#tabs, ...tabs);
  }

  /** @param {string} tenant */
  #showTenant(tenant) {
    if (document.body.dataset.keys) {
      const leave = make('button.quiet', { type: 'button', onclick: () => this.#askForKey() }, 'Forget the key');
      fill(this.#tenant, make('span', {}, this.#access?.tenant_id ?? 'administrator'), leave);
      return;
    }
    const input = /** @type {HTMLInputElement | null} */ (this.#tenant.querySelector('input'));
    if (input) {
      if (document.activeElement !== input) input.value = tenant;
      return;
    }
    const field = /** @type {HTMLInputElement} */ (make('input', { id: 'tenant', value: tenant, spellcheck: 'false', autocomplete: 'off', size: 12, pattern: TENANT_ID_PATTERN, required: true }));
    const form = make('form', {}, make('label', { for: 'tenant' }, 'Tenant'), field);
    const choose = () => { if (field.reportValidity()) address.change({ tenant: field.value, log: null }); };
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      choose();
    });
    field.addEventListener('change', choose);
    fill(this.#tenant, form);
  }

  #nextTheme() {
    const next = THEMES[(THEMES.indexOf(this.#storedTheme()) + 1) % THEMES.length];
    localStorage.setItem(THEME, next);
    this.#showTheme();
  }

  #storedTheme() {
    const stored = localStorage.getItem(THEME) ?? '';
    return THEMES.includes(stored) ? stored : THEMES[0];
  }

  #showTheme() {
    const theme = this.#storedTheme();
    document.documentElement.dataset.theme = theme;
    this.#theme.textContent = { auto: '◐', light: '○', dark: '●' }[theme] ?? '';
    this.#theme.ariaLabel = this.#theme.title = `Theme: ${theme}`;
  }
}

customElements.define('log-console', LogConsole);
