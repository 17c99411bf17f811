/** Which keys leave a source: in a file, or as commands. */
import { failed, fault, ok, type Result } from '../../shared/fault';
import type { ExportPreview, Scope } from '../../shared/model/comparison';
import type { Key } from '../../shared/model/key';
import { isSecretKey } from '../../shared/model/secret-keys';
import { separatorOf, type Source } from '../../shared/model/source';
import type { Item } from '../../shared/plans/compare';
import type { Exported, Holding } from '../../shared/plans/transfer/export';
import { spanOf, type Span } from '../../shared/plans/tree';
import { entriesIn, gapsIn, notLive, spanOfPrefix, type LiveSource } from './sides';

export interface Selected {
  readonly span: Span;
  readonly items: readonly Item[];
}

/** The keys of a scope as they are now. */
export function selected(held: LiveSource, scope: Scope): Result<Selected> {
  const refusal = notLive(held);
  if (refusal) return failed(refusal);
  const span = scope.kind === 'subtree' ? spanOf(held.source, scope.top) : wholeSpan(held.source);
  const items = entriesIn(held, span);
  if (scope.kind !== 'filter') return ok({ span, items });
  const words = scope.text.toLowerCase().split(/\s+/).filter(Boolean);
  return ok({ span, items: items.filter(({ key }) => words.every((word) => key.toLowerCase().includes(word))) });
}

/** What an export of a scope would hold. */
export function exportPreview(held: LiveSource, scope: Scope): Result<ExportPreview> {
  const found = selected(held, scope);
  if (!found.ok) return found;
  const { span, items } = found.value;
  const isSecret = secretRule(held.source);
  return ok({
    keys: items.length,
    bytes: items.reduce((sum, { value }) => sum + (value?.length ?? 0), 0),
    secrets: items.filter(({ key }) => isSecret(key)).length,
    ...gapsIn(held, span),
  });
}

/** The entries of a scope for a file; those that are taken for secrets only if they are asked for. */
export function toExport(held: LiveSource, scope: Scope, secrets: boolean): Result<{ readonly span: Span; readonly entries: readonly Exported[]; readonly holds: Holding }> {
  const found = selected(held, scope);
  if (!found.ok) return found;
  const { span, items } = found.value;
  const isSecret = secretRule(held.source);
  const entries = items.flatMap(({ key, value }): Exported[] => (value === undefined || (!secrets && isSecret(key)) ? [] : [{ key, value }]));
  const { denied, unloaded } = gapsIn(held, span);
  const unread = items.some(({ value }) => value === undefined);
  const holds = scope.kind === 'filter' || unread || denied + unloaded > 0 ? 'part' : entries.length < items.length ? 'without-secrets' : 'all';
  return entries.length > 0 ? ok({ span, entries, holds }) : failed(fault('invalid', 'nothing-to-export'));
}

const secretRule = (source: Source): ((key: Key) => boolean) => {
  const separator = separatorOf(source);
  return (key) => isSecretKey(key, undefined, separator);
};

/** Everything under the roots: of one root what lies under it, of several all keys. */
function wholeSpan(source: Source): Span {
  const [root, ...others] = source.roots;
  if (source.backend === 'local' || root === undefined || others.length > 0) return { below: '' };
  return spanOfPrefix(source, root);
}
