import { Autocomplete, NativeSelect } from '@mantine/core';
import { IconDatabase, IconFile } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import type { Source } from '../../../shared/model/source';
import { findKeys } from '../../store/actions';
import { chooseFileSide, chooseSide, chooseSource, prefixesIn, type ComparedSide } from '../../store/compare';
import { useSource, useSources } from '../../store/hooks';
import { EnvironmentBadge, IconButton } from '../../ui/parts';
import { useWords } from '../../ui/text';
import { nameOf } from '../source-name';
import { SideMoment } from './SideMoment';

const FILE = 'file';
/** Keys that are looked through for the next parts of a prefix. */
const LOOKED_THROUGH = 200;
const MOST_OFFERED = 20;

/** Chooses what stands on one side: a source with a prefix, now or at a moment, or a file. */
export function SidePicker({ side, chosen }: { side: 'left' | 'right'; chosen: ComparedSide | null }) {
  const words = useWords();
  const sources = useSources();
  const choose = (value: string) => {
    if (value === FILE) void chooseFileSide(side);
    else if (value !== '') chooseSource(side, value);
  };
  return (
    <div className="compare-side" role="group" aria-label={words(`compare.${side}`)}>
      {chosen?.kind === 'file' ? <IconFile size={14} aria-hidden /> : <IconDatabase size={14} aria-hidden />}
      <NativeSelect
        aria-label={words(side === 'left' ? 'compare.leftSource' : 'compare.rightSource')}
        value={chosen === null ? '' : chosen.kind === 'file' ? FILE : chosen.sourceId}
        onChange={(event) => choose(event.currentTarget.value)}
        data={[
          ...(chosen === null ? [{ value: '', label: '—' }] : []),
          ...sources.map(({ info }) => ({ value: info.source.id, label: nameOf(info, words) })),
          { value: FILE, label: chosen?.kind === 'file' ? words('compare.file', { name: fileName(chosen.file.path) }) : words('compare.chooseFile') },
        ]}
      />
      {chosen?.kind === 'source' && <Prefix side={side} chosen={chosen} />}
      {chosen?.kind === 'file' && (
        <>
          <span className="muted num clip" title={chosen.file.path}>
            {words('compare.fileRecords', { count: chosen.file.records })}
          </span>
          <IconButton label={words('compare.chooseFile')} onClick={() => void chooseFileSide(side)}>
            <IconFile size={14} />
          </IconButton>
        </>
      )}
    </div>
  );
}

function Prefix({ side, chosen }: { side: 'left' | 'right'; chosen: Extract<ComparedSide, { kind: 'source' }> }) {
  const words = useWords();
  const { sourceId, prefix } = chosen;
  const source = useSource(sourceId)?.info.source as Source | undefined;
  const [offers, setOffers] = useState<readonly string[]>([]);
  useEffect(() => {
    if (source === undefined || prefix === '') return undefined;
    return findKeys(sourceId, prefix, LOOKED_THROUGH, (keys) => setOffers(prefixesIn(source, prefix, keys).slice(0, MOST_OFFERED)));
  }, [source, sourceId, prefix]);
  return (
    <>
      <Autocomplete
        className="compare-prefix"
        aria-label={words(side === 'left' ? 'compare.leftPrefix' : 'compare.rightPrefix')}
        size="xs"
        value={prefix}
        data={[...offers]}
        filter={({ options }) => options}
        spellCheck={false}
        autoComplete="off"
        onChange={(value) => chooseSide(side, { ...chosen, prefix: value })}
      />
      {source !== undefined && <SideMoment side={side} chosen={chosen} source={source} />}
      {source !== undefined && <EnvironmentBadge environment={source.environment} />}
    </>
  );
}

const fileName = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
