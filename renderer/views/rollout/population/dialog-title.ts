/** A dialog is called as what opens it, without the dots that promise one. */
export const dialogTitle = (opener: string): string => opener.replace(/…$/, '');
