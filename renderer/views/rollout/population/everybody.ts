/** The population that is always there; its name is in the window's language. */
export const EVERYBODY = 'everybody';
