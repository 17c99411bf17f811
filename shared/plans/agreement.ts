/** What somebody has to agree to by itself before a plan is applied. */

/** Whether a warning is of a value that can no longer be read as what it was. Such warnings come before others. */
export const breaksSyntax = ({ code }: { readonly code: string }): boolean => code === 'json-broken' || code === 'yaml-broken';
