/** Records of CSV as its text comes in. A record that is broken costs its first line alone: reading goes on with the next. */
import Papa from 'papaparse';
import type { Broken } from '../../shared/rollout/population/records';

/** Longest record, in UTF-16 units: what a quote that is never closed may hold back. */
export const MOST_RECORD = 1024 * 1024;

/** A record, or what is wrong with a line and the line itself. `line` is where it ends, from 1. False ends the reading. */
export type OnRecord = (record: readonly string[] | { readonly broken: Broken; readonly text: string }, line: number) => boolean;

/** What Papa's parser tells of a row. */
interface Step {
  readonly data: readonly (readonly string[])[];
  readonly errors: readonly { readonly message: string }[];
  /** Where the row ends. */
  readonly meta: { readonly cursor: number };
}

export class CsvReader {
  readonly #delimiter: string;
  readonly #onRecord: OnRecord;
  #rest = '';
  #line = 0;
  #ended = false;
  /** In the middle of a line that is too long to be held. */
  #inLongLine = false;

  constructor(delimiter: string, onRecord: OnRecord) {
    this.#delimiter = delimiter;
    this.#onRecord = onRecord;
  }

  /** False once nothing more is wanted. */
  write(text: string): boolean {
    this.#rest += this.#inLongLine ? this.#afterLongLine(text) : text;
    this.#parse(false);
    if (this.#rest.length > MOST_RECORD && !this.#ended) this.#skip('Quoted field unterminated');
    return !this.#ended;
  }

  end(): void {
    this.#parse(true);
  }

  #parse(last: boolean): void {
    for (let wrong: string | undefined = ''; wrong !== undefined && !this.#ended; ) {
      wrong = this.#run(last);
      if (wrong !== undefined) this.#skip(wrong);
    }
  }

  /** Takes complete records off the rest, up to the first broken one; says what is wrong with that. */
  #run(last: boolean): string | undefined {
    let taken = 0;
    let wrong: string | undefined;
    // line ends are \n or \r\n, of which \r is cut off the last field
    const parser = new Papa.Parser({
      delimiter: this.#delimiter,
      newline: '\n',
      step: ({ data: [row = []], errors: [error], meta }: Step) => {
        wrong = error?.message;
        if (wrong === undefined) {
          taken = meta.cursor;
          this.#take(row);
        }
        if (wrong !== undefined || this.#ended) parser.abort();
      },
    } as unknown as Papa.ParseConfig);
    parser.parse(this.#rest, 0, !last);
    this.#rest = last && wrong === undefined ? '' : this.#rest.slice(taken);
    return wrong;
  }

  #take(row: readonly string[]): void {
    let lines = 1;
    for (const field of row) for (let at = field.indexOf('\n'); at >= 0; at = field.indexOf('\n', at + 1)) lines++;
    this.#line += lines;
    const end = row.at(-1) ?? '';
    const record = end.endsWith('\r') ? row.with(-1, end.slice(0, -1)) : row;
    if (record.length === 1 && record[0] === '') return;
    this.#ended = !this.#onRecord(record, this.#line);
  }

  #afterLongLine(text: string): string {
    const end = text.indexOf('\n');
    this.#inLongLine = end < 0;
    return end < 0 ? '' : text.slice(end + 1);
  }

  #skip(message: string): void {
    this.#line++;
    const end = this.#rest.indexOf('\n');
    const line = end < 0 ? this.#rest : this.#rest.slice(0, end);
    this.#inLongLine = end < 0;
    this.#rest = end < 0 ? '' : this.#rest.slice(end + 1);
    const broken: Broken = line.length > MOST_RECORD ? { code: 'too-long', most: MOST_RECORD } : { code: 'not-csv', message };
    this.#ended = !this.#onRecord({ broken, text: line }, this.#line);
  }
}
