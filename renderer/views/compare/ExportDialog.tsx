import { Checkbox, Modal, Radio, SegmentedControl } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import type { Fault, Result } from '../../../shared/fault';
import { transferFormats, type ExportPreview, type Scope, type TransferFormat } from '../../../shared/model/comparison';
import type { Key } from '../../../shared/model/key';
import type { SourceId } from '../../../shared/model/source';
import { openDialog } from '../../store/actions';
import { exportKeys, previewExport } from '../../store/export';
import { useSource, useUi } from '../../store/hooks';
import { keyFacts } from '../../store/key-facts';
import { formatBytes } from '../../ui/format';
import { DialogActions, Note } from '../../ui/parts';
import { faultSentence, useWords } from '../../ui/text';
import { useReturnFocus } from '../focus';
import { nameOf } from '../source-name';
import { oneLine } from '../tree/name-pieces';

const isFormat = (value: string): value is TransferFormat => transferFormats.some((format) => format === value);

/** Which keys of a source go into a file, and how they are written there. */
export function ExportDialog() {
  useReturnFocus();
  const words = useWords();
  const { subject } = useUi();
  const sourceId = subject.sourceId ?? '';
  const state = useSource(sourceId);
  const [top] = useState(() => selectedHere(sourceId, state?.selectedKey ?? null));
  const [filter] = useState(state?.filter.trim() ?? '');
  const [kind, setKind] = useState<Scope['kind']>(filter !== '' ? 'filter' : top !== null ? 'subtree' : 'all');
  const [format, setFormat] = useState<TransferFormat>('json');
  const [secrets, setSecrets] = useState(false);
  const [preview, setPreview] = useState<Result<ExportPreview> | null>(null);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Fault | null>(null);
  const scope = useMemo((): Scope => (kind === 'subtree' && top !== null ? { kind, top } : kind === 'filter' ? { kind, text: filter } : { kind: 'all' }), [kind, top, filter]);
  useEffect(() => {
    let wanted = true;
    void previewExport(sourceId, scope).then((result) => wanted && setPreview(result));
    return () => {
      wanted = false;
    };
  }, [sourceId, scope]);
  if (state === null) return null;
  const close = () => openDialog(null);
  const run = async () => {
    setBusy(true);
    setRefusal(null);
    const result = await exportKeys(sourceId, scope, format, secrets);
    setBusy(false);
    if (!result.ok) setRefusal(result.fault);
    else if (result.value) close();
  };
  const found = preview?.ok === true ? preview.value : null;
  const fault = refusal ?? (preview?.ok === false ? preview.fault : null);
  return (
    <Modal opened onClose={close} title={words('compare.export.title', { name: nameOf(state.info, words) })} size={520} closeButtonProps={{ 'aria-label': words('common.close') }}>
      <div className="form">
        <Radio.Group label={words('compare.export.scope')} value={kind} onChange={(value) => setKind(value as Scope['kind'])}>
          <div className="export-scopes">
            {top !== null && <Radio size="xs" value="subtree" label={words('compare.export.subtree', { key: oneLine(top) })} />}
            {filter !== '' && <Radio size="xs" value="filter" label={words('compare.export.filter', { text: filter })} />}
            <Radio size="xs" value="all" label={words('compare.export.all')} />
          </div>
        </Radio.Group>
        <SegmentedControl
          aria-label={words('compare.export.format')}
          value={format}
          onChange={(value) => isFormat(value) && setFormat(value)}
          data={transferFormats.map((value) => ({ value, label: words(`compare.export.${value}`) }))}
        />
        {found !== null && <p className="muted num">{words('compare.export.count', { count: found.keys, size: formatBytes(found.bytes) })}</p>}
        {format === 'flagd' && <Note tone="info">{words('compare.export.flagdNote')}</Note>}
        {found !== null && found.denied + found.unloaded > 0 && <Note tone="warn">{words('compare.export.partial')}</Note>}
        {found !== null && found.secrets > 0 && (
          <Checkbox
            size="xs"
            checked={secrets}
            onChange={(event) => setSecrets(event.currentTarget.checked)}
            label={words('compare.export.secrets', { count: found.secrets })}
            description={words('compare.export.secretsNote')}
          />
        )}
        {fault !== null && (
          <Note tone="bad" role="alert">
            {faultSentence(fault)}
          </Note>
        )}
        <DialogActions label={words('compare.export.run')} onConfirm={() => void run()} onCancel={close} busy={busy} disabled={found === null || found.keys === 0} />
      </div>
    </Modal>
  );
}

/** The selected key, if there is anything at or below it. */
function selectedHere(sourceId: SourceId, key: Key | null): Key | null {
  const facts = key === null ? undefined : keyFacts(sourceId, key);
  return facts?.stamp !== undefined || facts?.hasKeysBelow === true ? key : null;
}
