import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { MOST_ROOTS, type Backend, type backends } from '../../../shared/model/source';
import { IconButton } from '../../ui/parts';
import { useWords } from '../../ui/text';
import type { FormParts } from './fields';
import { FileInput } from './FileInput';
import { endpointExample } from './form';

const orderOfBackends = ['zookeeper', 'etcd', 'local'] as const satisfies readonly (typeof backends)[number][];

export interface TargetFieldsProps extends FormParts {
  /** Where the focus begins. */
  first: 'endpoints' | 'roots';
  /** A source URL has just filled the form. */
  filled: boolean;
  onEndpoints: (text: string) => void;
}

/** Where the source is: back-end, servers, roots. */
export function TargetFields({ form, change, errorOf, first, filled, onEndpoints }: TargetFieldsProps) {
  const words = useWords();
  return (
    <>
      <SegmentedControl
        fullWidth
        aria-label={words('source.dialog.backend')}
        value={form.backend}
        onChange={(value) => change({ backend: value as Backend, roots: [''] })}
        data={orderOfBackends.map((value) => ({ value, label: words(`backend.${value}`) }))}
      />
      {form.backend === 'local' ? (
        <FileInput
          what="workspace"
          label={words('source.dialog.rootLocal')}
          description={words('source.dialog.rootLocalNote')}
          placeholder={words('source.dialog.rootLocalPlaceholder')}
          value={form.roots[0] ?? ''}
          error={errorOf('roots.0')}
          onChange={(root) => change({ roots: [root] })}
        />
      ) : (
        <>
          <TextInput
            {...(first === 'endpoints' && { 'data-autofocus': true })}
            label={words('source.dialog.endpoints')}
            description={words(filled ? 'source.dialog.filled' : 'source.dialog.endpointsNote')}
            placeholder={endpointExample(form.backend)}
            value={form.endpoints}
            error={errorOf('endpoints')}
            spellCheck={false}
            className="mono-input"
            onChange={(event) => onEndpoints(event.currentTarget.value)}
          />
          <Roots form={form} change={change} errorOf={errorOf} first={first} />
        </>
      )}
    </>
  );
}

/** One or more roots, each in a row. */
function Roots({ form, change, errorOf, first }: FormParts & Pick<TargetFieldsProps, 'first'>) {
  const words = useWords();
  const { roots, backend } = form;
  const list = useRef<HTMLDivElement>(null);
  const focusRow = useRef<number | null>(null);
  // the focus follows what was added, and what took the place of what was removed
  useEffect(() => {
    if (focusRow.current !== null) list.current?.querySelectorAll('input')[focusRow.current]?.focus();
    focusRow.current = null;
  }, [roots.length]);
  const label = words(backend === 'zookeeper' ? 'source.dialog.rootZookeeper' : 'source.dialog.rootEtcd');
  const put = (next: readonly string[], focus: number) => {
    focusRow.current = focus;
    change({ roots: next });
  };
  return (
    <div className="form-roots" ref={list}>
      {roots.map((root, index) => (
        <TextInput
          // rows have no identity beside their place
          key={index}
          {...(index === 0
            ? { label, description: words(backend === 'zookeeper' ? 'source.dialog.rootZookeeperNote' : 'source.dialog.rootEtcdNote') }
            : { 'aria-label': words('source.dialog.rootNumber', { label, number: index + 1 }) })}
          {...(index === 0 && first === 'roots' && { 'data-autofocus': true })}
          placeholder={backend === 'zookeeper' ? '/' : '/config/'}
          value={root}
          error={errorOf(`roots.${index}`)}
          spellCheck={false}
          className="mono-input"
          inputContainer={(input) => (
            <div className="form-row">
              {input}
              {roots.length > 1 && (
                <IconButton
                  label={words('source.dialog.removeRoot', { number: index + 1 })}
                  size={28}
                  onClick={() => put(roots.filter((_, at) => at !== index), Math.min(index, roots.length - 2))}
                >
                  <IconX size={14} />
                </IconButton>
              )}
            </div>
          )}
          onChange={(event) => change({ roots: roots.map((other, at) => (at === index ? event.currentTarget.value : other)) })}
        />
      ))}
      {roots.length < MOST_ROOTS && (
        <Button variant="subtle" className="form-add" leftSection={<IconPlus size={13} />} onClick={() => put([...roots, ''], roots.length)}>
          {words('source.dialog.addRoot')}
        </Button>
      )}
    </div>
  );
}
