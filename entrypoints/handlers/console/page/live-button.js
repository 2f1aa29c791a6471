/** The button that shows whether new logs arrive, and that pauses them. */

/** @type {Record<import('./follower.js').FollowState, string>} */
const LABELS = { connecting: 'Connecting', live: 'Live', reconnecting: 'Reconnecting', ended: 'Not live' };

/**
 * @param {HTMLElement} button
 * @param {import('./search.js').Search} search
 * @param {import('./follower.js').FollowState} state
 */
export function showLiveState(button, { isOpenEnded, paused }, state) {
  button.hidden = !isOpenEnded;
  button.ariaPressed = String(!paused && state !== 'ended');
  button.dataset.state = paused ? 'paused' : state;
  button.textContent = paused ? 'Paused' : LABELS[state];
  button.title = paused ? 'Show new logs as they arrive (f)' : 'Hold back new logs (f)';
}
