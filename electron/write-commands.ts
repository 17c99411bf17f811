/** What main does for the commands that write, and those that read the record of it. */
import { planCommands } from './compare/shell';
import type { FileDialogs } from './file-dialogs';
import type { Handlers } from './ipc';
import type { HeldSource } from './sessions/held-source';
import type { Registry } from './sessions/registry';
import type { AuditLog } from './writes/audit';
import { exportAudit } from './writes/export';
import { Preparer } from './writes/preparer';
import type { Writer } from './writes/writer';
import type { FormatRule } from '../shared/flags/format';
import { ok, type Result } from '../shared/fault';
import type { SourceId } from '../shared/model/source';

/** How main writes. */
export interface Writes {
  readonly writer: Writer;
  readonly audit: AuditLog;
  /** Which formats the values of some keys are said to have. */
  readonly formatRules?: () => readonly FormatRule[];
}

type WriteCommand =
  | 'source:create-root'
  | 'plan:prepare'
  | 'plan:give-up'
  | 'plan:prepare-undo'
  | 'plan:rows'
  | 'plan:commands'
  | 'plan:commit'
  | 'plan:apply'
  | 'plan:stop'
  | 'plan:resume'
  | 'plan:undo'
  | 'plan:redo'
  | 'audit:read'
  | 'audit:export';

export function createWriteHandlers(registry: Registry, { writer, audit, formatRules }: Writes, dialogs: FileDialogs): Pick<Handlers, WriteCommand> {
  const on = async <T>(id: SourceId, act: (held: HeldSource) => Promise<Result<T>>): Promise<Result<T>> => {
    const held = registry.held(id);
    return held.ok ? act(held.value) : held;
  };
  const preparer = new Preparer(writer, formatRules);
  return {
    'source:create-root': ({ sourceId }) => on(sourceId, (held) => writer.createRoot(held)),
    'plan:prepare': ({ sourceId, changes }) => on(sourceId, (held) => preparer.prepare(held, changes)),
    'plan:prepare-undo': ({ sourceId, direction, id }) => on(sourceId, (held) => preparer.prepareUndo(held, direction, id)),
    'plan:give-up': ({ sourceId }) =>
      on(sourceId, async (held) => {
        preparer.giveUp(held);
        return ok(null);
      }),
    'plan:rows': ({ sourceId, id, from }) => on(sourceId, async (held) => preparer.rows(held, id, from)),
    'plan:commands': ({ sourceId, id }) =>
      on(sourceId, async (held) => {
        const plans = preparer.plans(held, id);
        return plans.ok ? planCommands(held, plans.value) : plans;
      }),
    'plan:commit': ({ sourceId, id, approval }) => on(sourceId, (held) => preparer.commit(held, id, approval)),
    'plan:apply': ({ sourceId, plan }) => on(sourceId, (held) => writer.apply(held, plan, {})),
    'plan:stop': ({ sourceId }) =>
      on(sourceId, async (held) => {
        writer.stop(held);
        return ok(null);
      }),
    'plan:resume': ({ sourceId, approval = {} }) => on(sourceId, (held) => writer.resume(held, approval)),
    'plan:undo': ({ sourceId, id, approval = {} }) => on(sourceId, (held) => writer.undo(held, id, approval)),
    'plan:redo': ({ sourceId, id, approval = {} }) => on(sourceId, (held) => writer.redo(held, id, approval)),
    'audit:read': ({ filter, ...page }) => audit.read(filter, page),
    'audit:export': async ({ filter, format }) => {
      const path = await dialogs.saveAudit(format);
      return path === null ? ok(null) : exportAudit(audit, filter, format, path);
    },
  };
}
