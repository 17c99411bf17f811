/** What the terminal is told: sentences a line each and, when there is no window, one line whenever a phase of a source begins. */
import type { SourceStatus } from '../shared/contract';
import type { Phase } from '../shared/model/phase';
import type { Source } from '../shared/model/source';

/** Text as one line of plain characters: names come from servers and links, and a terminal would obey the controls in them. */
export const plainLine = (text: string): string =>
  `${text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (control) => `\\u{${control.codePointAt(0)?.toString(16)}}`)}\n`;

/** Gives the line for a phase, or nothing when it only goes on (more received, the same suspension). */
export class PhaseLines {
  readonly #last = new Map<string, Phase['kind']>();

  line(source: Source, phase: Phase, status: SourceStatus): string | undefined {
    if (this.#last.get(source.id) === phase.kind) return undefined;
    this.#last.set(source.id, phase.kind);
    return `${source.name}: ${describe(phase, status)}`;
  }
}

function describe(phase: Phase, { nodes, at }: SourceStatus): string {
  switch (phase.kind) {
    case 'connecting':
      return 'Connecting';
    case 'syncing':
      return 'Syncing';
    case 'live':
      return `Live, ${nodes} ${nodes === 1 ? 'key' : 'keys'}, revision ${at}`;
    case 'suspended':
      return `Suspended. ${phase.fault.message}`;
    case 'closed':
      return phase.fault ? `Closed. ${phase.fault.message}` : 'Closed';
  }
}
