import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { switchedOff } from '../../../shared/flags/switch-off';
import { readValue } from '../../../shared/flags/value';
import { bytes } from '../../support/entries';

const off = (key: string, value: Uint8Array) => {
  const result = switchedOff(readValue(key, value));
  return result.kind === 'off' ? new TextDecoder().decode(result.bytes) : result.kind;
};

test('a boolean flag that is on becomes false', () => {
  expect(off('/feature_flags/app/new', bytes('true'))).toBe('false');
});

test('what every reader takes as off is off already, whatever it looks like', () => {
  for (const value of ['false', 'TRUE', '1', '']) expect(off('/feature_flags/app/new', bytes(value))).toBe('already');
});

test('a flagd flag is disabled, and nothing else of its text changes', () => {
  const flag = (state: string) => `{ "state": "${state}",\n  "variants": {"on": true, "off": false}, "defaultVariant": "on" }\n`;
  expect(off('/flags/x', bytes(flag('ENABLED')))).toBe(flag('DISABLED'));
  expect(off('/flags/x', bytes(flag('DISABLED')))).toBe('already');
});

test('a FeatureProbe toggle is disabled, and nothing else of its text changes', () => {
  const toggle = (enabled: boolean) =>
    `{"key":"x", "enabled":${enabled}, "version": 3, "disabledServe":{"select":0}, "defaultServe":{"select":1}, "rules":[], "variations":[false,true]}`;
  expect(off('/toggles/x', bytes(toggle(true)))).toBe(toggle(false));
  expect(off('/toggles/x', bytes(toggle(false)))).toBe('already');
});

test('of a document with several flags none is guessed', () => {
  const flag = (state: string) => ({ state, variants: { on: true }, defaultVariant: 'on' });
  const documentOf = (...states: string[]) => bytes(JSON.stringify({ flags: Object.fromEntries(states.map((state, at) => [`f${at}`, flag(state)])) }));
  expect(off('/doc', documentOf('ENABLED', 'ENABLED'))).toBe('several');
  expect(off('/doc', documentOf('DISABLED', 'DISABLED'))).toBe('already');
  expect(off('/doc', documentOf('ENABLED'))).toContain('DISABLED');
});

test('a flag inside a gzip is switched off inside it', () => {
  const flag = JSON.stringify({ state: 'ENABLED', variants: { on: true }, defaultVariant: 'on' });
  const result = switchedOff(readValue('/flags/x', gzipSync(flag)));
  expect(result.kind === 'off' && readValue('/flags/x', result.bytes).text).toBe(flag.replace('ENABLED', 'DISABLED'));
});

test('a number or a text is no flag', () => {
  expect(off('/limits/rate', bytes('100'))).toBe('no-flag');
  expect(off('/notes', bytes('all is well'))).toBe('no-flag');
});

test('a document that is broken is left alone, and why is said', () => {
  const broken = '{"state": "ENABLED", "variants": {"on": true}, "defaultVariant": "on",, "targeting": }';
  expect(off('/flags/x', bytes(broken))).toBe('broken');
});
