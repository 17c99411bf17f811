/** What had been typed into the Add dialog when it was left by Escape. It is kept for as long as the window lives, without secrets. */
import { emptyForm, type SourceForm } from './form';

let left: SourceForm | undefined;

/** The form that was left, if any. */
export const unfinishedForm = (): SourceForm | undefined => left;

/** Keeps a form for the next time the dialog opens, if anything was typed. */
export function leaveForm(form: SourceForm): void {
  const { password, passphrase } = emptyForm;
  const kept = { ...form, password, passphrase };
  left = JSON.stringify(kept) === JSON.stringify(emptyForm) ? undefined : kept;
}

/** What was typed is done with. */
export const dropForm = (): void => {
  left = undefined;
};
