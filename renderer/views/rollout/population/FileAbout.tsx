import { Button, NativeSelect, Popover } from '@mantine/core';
import { useState } from 'react';
import type { FileFacts } from '../../../../shared/model/rollout';
import { rereadUsers } from '../../../store/rollout';
import { formatNumber } from '../../../ui/format';
import { useWords } from '../../../ui/text';
import { share } from '../share';

interface FileAboutProps {
  readonly id: string;
  /** Users that were read. */
  readonly size: number;
  readonly file: FileFacts;
}

/** What a file of users came to: its attributes, what is broken in it, and which column is the key. */
export function FileAbout({ id, size, file }: FileAboutProps) {
  const words = useWords();
  const [opened, setOpened] = useState(false);
  const [keyName, setKeyName] = useState(file.keyName);
  const { brokenCount, cut } = file;
  const told = [
    ...(brokenCount > 0 ? [words('rollout.brokenLines', { count: brokenCount, shown: formatNumber(brokenCount) })] : []),
    ...(cut ? [words('rollout.cut', { limit: formatNumber(size) })] : []),
  ];
  const open = (opens: boolean) => {
    setOpened(opens);
    setKeyName(file.keyName);
  };
  const reread = () => {
    setOpened(false);
    void rereadUsers(id, keyName);
  };
  return (
    <Popover opened={opened} onChange={open} width={580} position="bottom-start" shadow="md" transitionProps={{ duration: 0 }} withRoles={false} trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className="rollout-about" data-bad={told.length > 0 || undefined} aria-haspopup="dialog" aria-expanded={opened} onClick={() => open(!opened)}>
          {told.length > 0 ? told.join(' · ') : words('rollout.aboutFile')}
        </button>
      </Popover.Target>
      <Popover.Dropdown className="rollout-file" role="dialog" aria-label={words('rollout.aboutFile')} tabIndex={0} data-autofocus>
        <div className="rollout-file-key">
          <NativeSelect
            label={words('rollout.keyColumn')}
            description={words('rollout.keyColumnNote')}
            value={keyName}
            data={[file.keyName, ...file.facts.map(({ name }) => name)]}
            onChange={(event) => setKeyName(event.currentTarget.value)}
          />
          <Button variant={keyName === file.keyName ? 'default' : 'filled'} onClick={reread}>
            {words('rollout.readAgain')}
          </Button>
        </div>
        {cut && <p className="rollout-bad">{words('rollout.cutNote', { limit: formatNumber(size) })}</p>}
        {file.facts.length > 0 && <AttributeTable file={file} size={size} />}
        {brokenCount > 0 && <BrokenLines file={file} />}
      </Popover.Dropdown>
    </Popover>
  );
}

function AttributeTable({ file, size }: { file: FileFacts; size: number }) {
  const words = useWords();
  return (
    <table aria-label={words('rollout.attributesTable')}>
      <thead>
        <tr>
          <th scope="col">{words('rollout.attribute')}</th>
          <th scope="col">{words('rollout.attributeKind')}</th>
          <th scope="col" className="num">
            {words('rollout.attributeValues')}
          </th>
          <th scope="col" className="num">
            {words('rollout.attributeMissing')}
          </th>
          <th scope="col">{words('rollout.attributeExamples')}</th>
        </tr>
      </thead>
      <tbody>
        {file.facts.map(({ name, kind, values, missing, examples }) => (
          <tr key={name}>
            <th scope="row" title={name}>
              {name}
            </th>
            <td>{words(`rollout.attributeKinds.${kind}`)}</td>
            <td className="num">{formatNumber(values)}</td>
            <td className="num">{missing === 0 ? <span className="muted">0</span> : share(missing, size)}</td>
            <td className="rollout-sample">{examples.join(', ')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function BrokenLines({ file: { brokenCount, broken } }: { file: FileFacts }) {
  const words = useWords();
  const title = words('rollout.brokenLines', { count: brokenCount, shown: formatNumber(brokenCount) });
  return (
    <>
      <h3>{title}</h3>
      <p className="muted">
        {words('rollout.brokenNote')} {brokenCount > broken.length && words('rollout.brokenFirst', { count: broken.length })}
      </p>
      <table className="rollout-broken" aria-label={title}>
        <tbody>
          {broken.map(({ line, broken: { code }, text }) => (
            <tr key={line}>
              <th scope="row" className="num">
                {words('rollout.lineNumber', { line: formatNumber(line) })}
              </th>
              <td>{words(`rollout.broken.${code}`)}</td>
              <td className="rollout-sample" title={text}>
                {text}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
