/** What importing a source would change of the one that is there, field by field, in words. Pure. */
import { newPlace } from '../../../shared/model/kept-secrets';
import { formatEndpoint, type SourceDraft } from '../../../shared/model/source';
import type { Words } from '../../ui/text';

const fields = ['name', 'backend', 'endpoints', 'roots', 'separator', 'environment', 'access', 'user', 'tls', 'loading'] as const;
export type ChangedField = (typeof fields)[number];

export interface FieldChange {
  readonly field: ChangedField;
  readonly before: string;
  readonly after: string;
}

/** The fields in which the two differ, with what they hold. */
export function changesBetween(before: SourceDraft, after: SourceDraft, words: Words): readonly FieldChange[] {
  return fields.flatMap((field) => {
    const [old, now] = [inWords(before, field, words), inWords(after, field, words)];
    return old === now ? [] : [{ field, before: old, after: now }];
  });
}

/** Whether a password that is kept would go where it was not given for, and is forgotten instead. */
export const forgetsSecrets = (before: SourceDraft, after: SourceDraft): boolean => before.user !== undefined && newPlace(before, after) !== undefined;

function inWords(source: SourceDraft, field: ChangedField, words: Words): string {
  switch (field) {
    case 'name':
      return source.name;
    case 'backend':
      return words(`backend.${source.backend}`);
    case 'endpoints':
      return source.endpoints.map(formatEndpoint).join(', ');
    case 'roots':
      return source.roots.map((root) => root || '""').join(', ');
    case 'separator':
      return source.separator ?? '/';
    case 'environment':
      return words(`environment.${source.environment}`);
    case 'access':
      return words(`access.${source.access}`);
    case 'user':
      return source.user ?? words('source.profiles.absent');
    case 'loading':
      return words(`source.profiles.loadings.${source.loading ?? 'ask'}`);
    case 'tls': {
      if (!source.tls) return words('source.dialog.tlsOff');
      const parts = Object.values(source.tls).filter((part) => part !== undefined);
      return [words('source.dialog.tlsOn'), ...parts].join(' · ');
    }
  }
}
