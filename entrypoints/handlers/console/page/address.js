/**
 * The state of the page, which is its address: `#/logs?tenant=acme&since=-1h&level=error`.
 *
 * It follows the `#`, so no server and no proxy sees the search. It never contains a key.
 */

/** The views, in the order of the tabs. */
export const VIEWS = /** @type {const} */ (['logs', 'health', 'redaction', 'tenants']);

/** @typedef {typeof VIEWS[number]} View */
/** @typedef {Record<string, string | string[] | null>} Change */

class Address extends EventTarget {
  constructor() {
    super();
    window.addEventListener('hashchange', () => this.dispatchEvent(new Event('change')));
  }

  /** @returns {View} */
  get view() {
    const name = location.hash.slice(1).replace(/^\//, '').split('?')[0];
    return VIEWS.find((view) => view === name) ?? 'logs';
  }

  /** A copy of the parameters. */
  get parameters() {
    return new URLSearchParams(location.hash.split('?').slice(1).join('?'));
  }

  /** @param {string} name */
  get(name) {
    return this.parameters.get(name);
  }

  /**
   * Change some parameters; null removes one. The browser's Back button undoes the change unless `completes` is set.
   * @param {Change} change
   * @param {{view?: View, completes?: boolean}} [options]
   */
  change(change, { view = this.view, completes = false } = {}) {
    const parameters = this.parameters;
    for (const [name, value] of Object.entries(change)) {
      parameters.delete(name);
      for (const one of Array.isArray(value) ? value : [value]) if (one !== null && one !== '') parameters.append(name, one);
    }
    this.#go(hashOf(view, parameters), completes);
  }

  /**
   * @param {string} hash
   * @param {boolean} completes
   */
  #go(hash, completes) {
    if (hash === location.hash) return;
    if (completes) history.replaceState(null, '', hash);
    else history.pushState(null, '', hash);
    this.dispatchEvent(new Event('change'));
  }
}

/**
 * @param {View} view
 * @param {URLSearchParams} parameters
 */
export function hashOf(view, parameters) {
  const query = parameters.toString().replace(/%2C/g, ',').replace(/%3A/g, ':');
  return `#/${view}${query ? `?${query}` : ''}`;
}

export const address = new Address();
