import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { loadFlags, useValue } from '../../../renderer/views/forms/use-value';
import { bytes } from '../../support/entries';

async function shown(stored: Uint8Array, draft: string | null): Promise<string> {
  await loadFlags();
  const Shown = () => {
    const reading = useValue('k', stored, draft, { rules: [], separator: '/' });
    return createElement('pre', null, `${reading?.stored.kind} ${reading?.value.kind} ${reading?.value === reading?.stored}`);
  };
  return renderToStaticMarkup(createElement(Shown)).replace(/<\/?pre>/g, '');
}

it('a draft is shown over the text that is stored', async () => {
  expect(await shown(bytes('{"a":1}'), '{"a":2}')).toBe('json json false');
  expect(await shown(bytes('{"a":1}'), null)).toBe('json json true');
});

it('a draft never passes for what is stored compressed', async () => {
  expect(await shown(gzipSync('{"a":1}'), '{"a":2}')).toBe('gzip gzip true');
});
