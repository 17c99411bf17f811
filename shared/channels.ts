/** Names that main, preload and page agree on. Apart from contract.ts so that the preload carries no schemas. */

/** Where the window is served from. */
export const APP_ORIGIN = 'app://flagscope';

/** The one invoke channel; its first argument is the command's name. */
export const INVOKE_CHANNEL = 'flagscope:command';

/**
 * Main hands a new port to the preload on this channel, and the preload to the page by `window.postMessage`, with the
 * channel's name as the message's data.
 */
export const PORT_CHANNEL = 'flagscope:port';
