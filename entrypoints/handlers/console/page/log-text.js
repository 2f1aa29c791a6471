/**
 * Renders the text of a log as nodes: placeholders as chips, terminal colours as colours, and control and invisible
 * characters as visible marks.
 */

import { make } from './dom.js';

// A placeholder of the redaction: [PHONE], [EMAIL:7f3a9c21d0e4], [PHONE:*2671].
const PLACEHOLDER = String.raw`\[[A-Z][A-Z0-9_]{0,63}(?::\*?[0-9A-Za-z]{1,16})?\]`;
// "Select graphic rendition" of terminals (ECMA-48, 8.3.117): the only sequence that means something here.
const COLOUR = String.raw`\u001b\[[0-9;:]*m`;
// Controls, marks and overrides of writing direction (UAX #9), characters without width, separators of lines, and the
// "tags" by which a text can be hidden.
const INVISIBLE = String.raw`[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]`;
const PARTS = new RegExp(`(${PLACEHOLDER})|(${COLOUR})|(${INVISIBLE})`, 'gu');
const PARTS_IN_LINE = new RegExp(`(${PLACEHOLDER})|(${COLOUR})|(${INVISIBLE}|\\n)`, 'gu');

const NAMES = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
// A text that changes its colour at each character would need more nodes than the page can hold.
const MOST_PARTS = 400;
const MOST_PARTS_IN_LINE = 60;
/** One line never shows more characters. */
const MOST_IN_LINE = 1_000;

/** @typedef {{colour: string | null, background: string | null, classes: Set<string>}} Style */

/**
 * @param {string} text
 * @param {Record<string, number>} redactions kinds that were redacted; other text that looks like a placeholder is no chip
 * @param {boolean} inLine whether to render only the start of the text, in one line
 */
export function renderText(text, redactions, inLine = false) {
  const fragment = document.createDocumentFragment();
  const shown = inLine ? text.slice(0, MOST_IN_LINE) : text;
  const most = inLine ? MOST_PARTS_IN_LINE : MOST_PARTS;
  /** @type {Style} */
  const style = { colour: null, background: null, classes: new Set() };
  let end = 0;
  let parts = 0;
  for (const match of shown.matchAll(inLine ? PARTS_IN_LINE : PARTS)) {
    if (++parts > most) break;
    addPlain(fragment, shown.slice(end, match.index), style);
    end = match.index + match[0].length;
    if (match[1]) addPlaceholder(fragment, match[1], redactions, style);
    else if (match[2]) setStyle(style, match[2]);
    else fragment.append(visibleMark(match[3]));
  }
  const rest = shown.slice(end);
  // After too many parts, the rest is shown without colours, and its control characters are replaced.
  addPlain(fragment, parts > most ? rest.replace(new RegExp(COLOUR, 'gu'), '').replace(new RegExp(INVISIBLE, 'gu'), '\ufffd') : rest, style);
  return fragment;
}

/** @param {string} character */
function visibleMark(character) {
  const code = /** @type {number} */ (character.codePointAt(0));
  const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  if (character === '\n') return make('span.mark', { title: 'line break' }, '↵');
  // https://www.unicode.org/charts/PDF/U2400.pdf
  const picture = code < 0x20 ? String.fromCodePoint(0x2400 + code) : code === 0x7f ? '\u2421' : name;
  return make('span.mark', { title: name }, picture);
}

/**
 * @param {DocumentFragment} fragment
 * @param {string} text
 * @param {Style} style
 */
function addPlain(fragment, text, style) {
  if (!text) return;
  if (!style.colour && !style.background && !style.classes.size) {
    fragment.append(text);
    return;
  }
  const span = make('span', { class: [...style.classes].join(' ') || null }, text);
  if (style.colour) span.style.color = style.colour;
  if (style.background) span.style.backgroundColor = style.background;
  fragment.append(span);
}

/**
 * @param {DocumentFragment} fragment
 * @param {string} placeholder
 * @param {Record<string, number>} redactions
 * @param {Style} style
 */
function addPlaceholder(fragment, placeholder, redactions, style) {
  const kind = placeholder.slice(1, -1).split(':')[0];
  if (kind in redactions) fragment.append(chip(placeholder, kind));
  else addPlain(fragment, placeholder, style);
}

/**
 * @param {string} text
 * @param {string} kind
 */
export function chip(text, kind) {
  return make('span.chip', { 'data-kind': kind, title: `${kind}: redacted` }, text);
}

/**
 * @param {Style} style
 * @param {string} sequence
 */
function setStyle(style, sequence) {
  const codes = sequence.slice(2, -1).split(/[;:]/).map(Number);
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at];
    if (code === 0) {
      style.colour = style.background = null;
      style.classes.clear();
    } else if (code === 1) style.classes.add('bold');
    else if (code === 2) style.classes.add('dim');
    else if (code === 3) style.classes.add('italic');
    else if (code === 4) style.classes.add('underlined');
    else if (code === 22) ['bold', 'dim'].forEach((name) => style.classes.delete(name));
    else if (code === 23) style.classes.delete('italic');
    else if (code === 24) style.classes.delete('underlined');
    else if (code >= 30 && code <= 37) style.colour = named(code - 30);
    else if (code >= 90 && code <= 97) style.colour = named(code - 90);
    else if (code >= 40 && code <= 47) style.background = named(code - 40, 'ground');
    else if (code >= 100 && code <= 107) style.background = named(code - 100, 'ground');
    else if (code === 39) style.colour = null;
    else if (code === 49) style.background = null;
    else if (code === 38 || code === 48) {
      const numbers = codes[at + 1] === 5 ? 2 : codes[at + 1] === 2 ? 4 : 0;
      const colour = extended(codes.slice(at + 1, at + 1 + numbers));
      at += numbers;
      if (code === 38) style.colour = colour;
      else style.background = colour && `color-mix(in oklab, ${colour} 35%, transparent)`;
    }
  }
}

/**
 * One of the terminal's eight colours, as the theme defines it.
 * @param {number} number
 * @param {'text' | 'ground'} use
 */
function named(number, use = 'text') {
  return `var(--ansi-${NAMES[number]}${use === 'ground' ? '-ground' : ''})`;
}

/** @param {number[]} codes behind 38 or 48 */
function extended(codes) {
  const [form, ...numbers] = codes;
  if (form === 2 && numbers.length === 3) return legible(numbers);
  if (form !== 5 || !numbers.length) return null;
  const number = Math.min(numbers[0], 255);
  if (number < 16) return named(number % 8);
  if (number >= 232) return legible(Array(3).fill(8 + (number - 232) * 10));
  const cube = number - 16;
  return legible([Math.floor(cube / 36), Math.floor(cube / 6) % 6, cube % 6].map((step) => (step ? 55 + step * 40 : 0)));
}

/**
 * The colour, mixed with the theme's text colour to be legible.
 * @param {number[]} rgb
 */
function legible(rgb) {
  const [red, green, blue] = rgb.map((part) => Math.max(0, Math.min(255, part || 0)));
  return `color-mix(in oklab, rgb(${red} ${green} ${blue}) 55%, var(--text))`;
}
