import type { Key } from '../../../shared/model/key';
import type { SourceId } from '../../../shared/model/source';
import { useFormatRules, useSeparator } from '../../store/hooks';
import { useValue } from '../forms/use-value';
import { subjectOf } from './subject';

/** Whether a value of a key has flags in it, of which can be said who is served what. */
export function useIsRollout(sourceId: SourceId, key: Key, bytes: Uint8Array | null): boolean {
  const [rules, separator] = [useFormatRules(), useSeparator(sourceId)];
  const value = useValue(key, bytes, null, { rules, separator })?.stored;
  return value !== undefined && subjectOf(value, '') !== undefined;
}
