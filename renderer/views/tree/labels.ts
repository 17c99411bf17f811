/** The words of a row, looked up once for all rows: a row is made anew with every scrolled line, and looking up a word costs more than it. */
import { groupedNumber } from '../../ui/formatters';
import type { Words } from '../../ui/text';

export interface RowLabels {
  readonly on: string;
  readonly off: string;
  readonly suspicious: string;
  readonly denied: string;
  readonly nullValue: string;
  readonly emptyValue: string;
  binary(size: string): string;
  ownedBy(owner: string): string;
  count(children: number): string;
}

/** The words of rows in one language. `ownership` is what owns entries in this back-end. */
export function rowLabels(words: Words, language: string, ownership: 'lease' | 'ephemeral' | 'none'): RowLabels {
  return {
    on: words('tree.on'),
    off: words('tree.off'),
    suspicious: words('tree.suspicious'),
    denied: words('denied.row'),
    nullValue: words('tree.nullValue'),
    emptyValue: words('tree.emptyValue'),
    binary: (size) => words('tree.binaryValue', { size }),
    ownedBy: (owner) => words(ownership === 'ephemeral' ? 'tree.ephemeral' : 'tree.lease', { owner }),
    count: (children) => groupedNumber(children, language),
  };
}
