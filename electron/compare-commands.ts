/** What main does for the commands that compare, and those that bring keys to files and back. */
import { Comparer } from './compare/comparer';
import { KeyFiles } from './compare/key-files';
import { exportPreview, toExport } from './compare/scope';
import { keyCommands } from './compare/shell';
import type { FileDialogs } from './file-dialogs';
import type { Handlers } from './ipc';
import type { Registry } from './sessions/registry';
import { ok } from '../shared/fault';
import { separatorOf } from '../shared/model/source';

type CompareCommand =
  | 'keys:open'
  | 'keys:cancel'
  | 'keys:export-preview'
  | 'keys:export'
  | 'keys:commands'
  | 'compare:run'
  | 'compare:view'
  | 'compare:rows'
  | 'compare:values'
  | 'compare:changes'
  | 'compare:commands';

/** `program` is the file of the thread that reads and writes files. */
export function createCompareHandlers(registry: Registry, dialogs: FileDialogs, program: string): Pick<Handlers, CompareCommand> {
  const files = new KeyFiles(program);
  const comparer = new Comparer((id) => registry.held(id), files);
  return {
    'keys:open': async () => {
      const path = await dialogs.openKeys();
      return path === null ? ok(null) : files.read(path);
    },
    'keys:cancel': () => {
      files.cancel();
      return ok(null);
    },
    'keys:export-preview': ({ sourceId, scope }) => {
      const held = registry.held(sourceId);
      return held.ok ? exportPreview(held.value, scope) : held;
    },
    'keys:export': async ({ sourceId, scope, format, secrets }) => {
      const held = registry.held(sourceId);
      if (!held.ok) return held;
      const path = await dialogs.saveKeys(format);
      if (path === null) return ok(null);
      const found = toExport(held.value, scope, secrets);
      if (!found.ok) return found;
      const { entries, span, holds } = found.value;
      const written = await files.write(path, format, entries, span, separatorOf(held.value.source), holds);
      return written.ok ? ok({ path, count: entries.length - written.value, skipped: written.value }) : written;
    },
    'keys:commands': ({ sourceId, key, what }) => {
      const held = registry.held(sourceId);
      return held.ok ? keyCommands(held.value, key, what) : held;
    },
    'compare:run': ({ left, right }) => comparer.compare(left, right),
    'compare:view': ({ id, view }) => comparer.view(id, view),
    'compare:rows': ({ id, indexes }) => comparer.rows(id, indexes),
    'compare:values': ({ id, index }) => comparer.values(id, index),
    'compare:changes': ({ id, ...choice }) => comparer.changes(id, choice),
    'compare:commands': ({ id, ...choice }) => comparer.commands(id, choice),
  };
}
