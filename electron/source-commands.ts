/** What main does for the commands that change the list of sources, and those that bring it to a file and back. */
import { readFile, stat } from 'node:fs/promises';
import type { ImportPreview } from '../shared/model/source-answers';
import { failed, fault, ok, type Result } from '../shared/fault';
import type { FileDialogs } from './file-dialogs';
import type { Handlers } from './ipc';
import { SourceImport } from './sessions/import-sources';
import type { Registry } from './sessions/registry';
import { writeAtomically } from './settings/file';
import { readProfiles, writeProfiles } from './settings/profiles';

/** Sources take a few hundred bytes each: what is larger is something else. */
const MOST_BYTES = 4 * 1024 * 1024;

type SourceCommand =
  | 'source:change'
  | 'source:move'
  | 'source:remove'
  | 'source:restore'
  | 'source:unlock'
  | 'source:secrets'
  | 'file:choose'
  | 'sources:export'
  | 'sources:import'
  | 'sources:take';

export function createSourceHandlers(registry: Registry, dialogs: FileDialogs): Pick<Handlers, SourceCommand> {
  const importing = new SourceImport(registry);
  return {
    'source:change': ({ sourceId, source, secrets }) => registry.editor.change(sourceId, source, secrets),
    'source:move': ({ sourceId, to }) => registry.editor.move(sourceId, to),
    'source:remove': ({ sourceId }) => registry.editor.remove(sourceId),
    'source:restore': ({ sourceId }) => registry.editor.restore(sourceId),
    'source:unlock': ({ sourceId, secrets }) => registry.editor.unlock(sourceId, secrets),
    'source:secrets': ({ sourceId }) => registry.editor.keptSecrets(sourceId),
    'file:choose': async ({ what }) => ok(await dialogs.choose(what)),
    'sources:export': async () => {
      const path = await dialogs.saveProfiles();
      if (path === null) return ok(null);
      const sources = registry.list().flatMap(({ source, sandbox }) => (sandbox ? [] : [source]));
      try {
        writeAtomically(path, writeProfiles(sources));
      } catch (error) {
        return failed(fault('denied', 'profiles-unwritable', { path, detail: messageOf(error) }));
      }
      return ok({ path, count: sources.length });
    },
    'sources:import': async () => {
      const path = await dialogs.openProfiles();
      return path === null ? ok(null) : previewOf(importing, path);
    },
    'sources:take': ({ preview, items }) => importing.take(preview, items),
  };
}

async function previewOf(importing: SourceImport, path: string): Promise<Result<ImportPreview>> {
  try {
    const { size } = await stat(path);
    if (size > MOST_BYTES) return failed(fault('too-large', 'profiles-unreadable', { path, detail: `${size} B > ${MOST_BYTES} B` }));
    const read = readProfiles(await readFile(path, 'utf8'), path);
    return read.ok ? ok(importing.plan(read.value, path)) : read;
  } catch (error) {
    return failed(fault('denied', 'profiles-unreadable', { path, detail: messageOf(error) }));
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
