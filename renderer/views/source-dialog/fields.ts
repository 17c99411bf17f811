import type { Field, SourceForm } from './form';

/** What every part of the dialog is given: what is typed, how to change it, and what is wrong with a field, in words. */
export interface FormParts {
  readonly form: SourceForm;
  readonly change: (part: Partial<SourceForm>) => void;
  readonly errorOf: (field: Field) => string | undefined;
}
