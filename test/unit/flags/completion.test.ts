import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { completionsAt, type CompletedFormat } from '../../../shared/flags/completion/completions';
import { predicates } from '../../../shared/flags/featureprobe/checks';
import { readJson } from '../../../shared/flags/syntax/json';
import { catalogs } from '../../../shared/text/catalog';

/** Offers at the `|` of a text. */
function at(marked: string, format: CompletedFormat = 'flagd') {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const found = completionsAt(text, offset, format);
  const names = found?.offers.map(({ value }) => value) ?? [];
  /** The text once one of them is chosen. */
  const choose = (value: unknown): string => {
    const offer = found?.offers.find((one) => one.value === value);
    if (found === null || offer === undefined) throw new Error(`${String(value)} is not offered at ${marked}`);
    return `${text.slice(0, found.from)}${offer.insert}${text.slice(found.to)}`;
  };
  return { names, choose, offers: found?.offers ?? [] };
}

const flag = (more: string) => `{"state": "ENABLED", "variants": {"on": true, "off": false}, ${more}}`;
const flagProperties = ['state', 'defaultVariant', 'targeting', 'metadata', 'variants'];

describe('in flagd', () => {
  it('members are named that are not there yet, in quotes that stand there or not', () => {
    expect(at('{"flags": {"a": {|}}}').names).toEqual(flagProperties);
    expect(at('{"state": "ENABLED", "va|"}').names).toEqual(['defaultVariant', 'targeting', 'metadata', 'variants']);
    expect(at('{"state": "ENABLED", "va|').choose('variants')).toBe('{"state": "ENABLED", "variants": ');
    expect(at('{"state": "ENABLED", va|}').choose('variants')).toBe('{"state": "ENABLED", "variants": }');
    expect(at('{"|"\r\n: {}}').choose('variants')).toBe('{"variants"\r\n: {}}');
    expect(at('{"flags": {}, "|"}').names).toEqual(['$evaluators', 'metadata']);
    expect(at('{"flags": [{"key": "a"}, {"|"}]}').names).toContain('key');
  });

  it('values are those that the schema lists, or that the document has to refer to', () => {
    expect(at('{"state": |, "variants": {}}').choose('ENABLED')).toBe('{"state": "ENABLED", "variants": {}}');
    expect(at('{"state": "ENA|BLED", "variants": {}}').choose('DISABLED')).toBe('{"state": "DISABLED", "variants": {}}');
    expect(at(flag('"defaultVariant": "|"')).names).toEqual(['on', 'off']);
    expect(at(flag('"defaultVariant": |')).names).toEqual(['on', 'off', null]);
    expect(at(flag('"defaultVariant": |')).offers[1]?.means).toBe(false);
    const shared = (targeting: string) => `{"flags": {"a": ${flag(`"targeting": ${targeting}`)}}, "$evaluators": {"staff": {"==": [{"var": "role"}, 1]}}}`;
    expect(at(shared('{"if": [{"$ref": "|"}]}')).choose('staff')).toBe(shared('{"if": [{"$ref": "staff"}]}'));
    expect(at(shared('{"if": [{"==": [{"var": "|"}]}]}')).names).toEqual(['role', 'targetingKey', '$flagd.flagKey', '$flagd.timestamp']);
    expect(at(shared('{"fractional": [["|", 1]]}')).names).toEqual(['on', 'off']);
    expect(at(shared('{"if": [{"var": "x"}, "|"]}')).names).toEqual(['on', 'off']);
    expect(at(shared('{"if": [{"sem_ver": [{"var": "v"}, "|"]}]}')).names).toEqual(['=', '!=', '>', '<', '>=', '<=', '~', '^']);
    expect(at(shared('{"if": [{"==": [{"var": "x"}, "|"]}]}')).names).toEqual([]);
  });

  it('operators are named in targeting only, and one an object', () => {
    expect(at(flag('"targeting": {"|"}')).names.slice(0, 3)).toEqual(['if', 'fractional', '==']);
    expect(at(flag('"targeting": {"if": [{"|"}]}')).names).toEqual(expect.arrayContaining(['sem_ver', 'starts_with', 'ends_with', '$ref', 'missing_some']));
    expect(at(flag('"targeting": {"if": [{"=|": [1, 2]}]}')).choose('==')).toBe(flag('"targeting": {"if": [{"==": [1, 2]}]}'));
    expect(at(flag('"targeting": {"if": [{"var": "x", "|"}]}')).names).toEqual([]);
    expect(at(flag('"metadata": {"|"}')).names).toEqual([]);
  });

  it('written in YAML, the same is offered as YAML spells it', () => {
    const yaml = (more: string) => `# ours\r\nflags:\r\n  a:\r\n    variants: {on: true, "off": false}\r\n    ${more}\r\n  b: {}\r\n`;
    expect(at(yaml('sta|')).choose('state')).toBe(yaml('state: '));
    expect(at(yaml('state: |')).choose('ENABLED')).toBe(yaml('state: ENABLED'));
    expect(at(yaml("state: '|'")).choose('ENABLED')).toBe(yaml("state: 'ENABLED'"));
    expect(at(yaml('defaultVariant: |')).choose('on')).toBe(yaml('defaultVariant: "on"'));
    expect(at(yaml('targeting: {|}')).choose('if')).toBe(yaml('targeting: {if: }'));
    expect(at(yaml('targeting:\r\n      if:\r\n        - |')).choose('==')).toBe(yaml('targeting:\r\n      if:\r\n        - "==": '));
    expect(at('|').names).toContain('state');
  });

  it('in YAML takes no dash for a part of a name', () => {
    for (const marked of ['rules:\n    -|', 'rules:\n    |-', 'rules:\n    - on\n    -|\n', 'flags:\n  a:\n    targeting:\n      if:\n        -|', '--|', 'state: -|']) {
      expect(at(marked).names).toEqual([]);
      expect(at(marked, 'featureprobe').names).toEqual([]);
    }
  });
});

describe('in FeatureProbe', () => {
  const toggle = (more: string) => `{"key": "a", "variations": ["old", "new"], "defaultServe": {"select": 0}, ${more}}`;
  const offered = (marked: string) => at(marked, 'featureprobe').names;

  it('members, and values by what stands beside and around them', () => {
    expect(offered(toggle('"|"'))).toEqual(['enabled', 'forClient', 'version', 'disabledServe', 'rules', 'prerequisites', 'trackAccessEvents', 'lastModified']);
    expect(offered(toggle('"enabled": |'))).toEqual([true, false]);
    expect(at(toggle('"disabledServe": {"select": |}'), 'featureprobe').offers.map(({ insert, means }) => [insert, means])).toEqual([
      ['0', 'old'],
      ['1', 'new'],
    ]);
    const rule = (condition: string) => toggle(`"rules": [{"serve": {}, "conditions": [{"type": "string", "subject": "city"}, ${condition}]}]`);
    expect(offered(rule('{"type": "|"}'))).toEqual(Object.keys(predicates));
    for (const [type, known] of Object.entries(predicates)) expect(offered(rule(`{"type": "${type}", "predicate": "|"}`))).toEqual(known);
    expect(offered(rule('{"subject": "|"}'))).toEqual(['city']);
  });

  it('segments and other toggles of the repository', () => {
    const repository = (more: string) => `{"segments": {"staff": {"rules": []}}, "toggles": {"a": {"variations": [1], "defaultServe": {}, ${more}}, "b": {"variations": ["x", true]}}}`;
    expect(offered(repository('"rules": [{"conditions": [{"type": "segment", "objects": ["|"]}]}]'))).toEqual(['staff']);
    expect(offered(repository('"rules": [{"conditions": [{"type": "string", "objects": ["|"]}]}]'))).toEqual([]);
    expect(offered(repository('"prerequisites": [{"key": "|"}]'))).toEqual(['b']);
    expect(offered(repository('"prerequisites": [{"key": "b", "value": |}]'))).toEqual(['x', true]);
  });
});

describe('completion', () => {
  it('offers nothing where nothing can be typed', () => {
    for (const marked of ['{"state"| : "ENABLED"}', '{"state": "ENABLED"|}', '{"state": "ENABLED" |}', '{"variants": {"on": tr|ue}}', '|{"state": 1}', '[1|]', '{"variants": {"|"}}']) expect([marked, at(marked).names]).toEqual([marked, []]);
  });

  it('takes nothing of the next text when a quote has only just been opened before it', () => {
    expect(at('{"|\n "state": "ENABLED"}').choose('variants')).toBe('{"variants": \n "state": "ENABLED"}');
    expect(at('{"| "state": "ENABLED"}').choose('variants')).toBe('{"variants":  "state": "ENABLED"}');
    expect(at('{"va|  , "x": [1, {"a": "b"}]}').choose('variants')).toBe('{"variants":   , "x": [1, {"a": "b"}]}');
  });

  it('has a sentence for every name that a schema has', () => {
    const said: Readonly<Record<string, Readonly<Record<string, string>>>> = catalogs.en.window.form.completion;
    const places: readonly (readonly [string, CompletedFormat])[] = [
      ['{"flags": {}, "|"}', 'flagd'],
      ['{"metadata": {"|"}, "flags": {}}', 'flagd'],
      ['{"flags": [{"|"}]}', 'flagd'],
      [flag('"targeting": {"if": [{"|"}]}'), 'flagd'],
      ['{"toggles": {}, "|"}', 'featureprobe'],
      ['{"toggles": {"a": {"|"}}}', 'featureprobe'],
      ['{"toggles": {"a": {"prerequisites": [{"|"}]}}}', 'featureprobe'],
      ['{"toggles": {"a": {"defaultServe": {"|"}}}}', 'featureprobe'],
      ['{"toggles": {"a": {"defaultServe": {"split": {"|"}}}}}', 'featureprobe'],
      ['{"toggles": {"a": {"rules": [{"|"}]}}}', 'featureprobe'],
      ['{"toggles": {"a": {"rules": [{"conditions": [{"|"}]}]}}}', 'featureprobe'],
    ];
    for (const [marked, format] of places) {
      const { offers } = at(marked, format);
      expect([marked, offers.length > 0]).toEqual([marked, true]);
      expect(offers.filter(({ about, value }) => about === null || said[about]?.[String(value)] === undefined)).toEqual([]);
    }
  });

  it('never throws, changes one place only, and leaves what was JSON readable around it', () => {
    const piece = fc.constantFrom('{', '}', '[', ']', '"', '"state"', ':', ',', ' ', '\r\n', '"targeting": {"if": [', '{"var": "x"}', '"on"', '"variants": {"on": 1}', 'flags:\n', '  a:\n', '    st', '- ', "'", '\uFEFF', 'null');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), fc.nat(), fc.constantFrom<CompletedFormat>('flagd', 'featureprobe'), (pieces, where, format) => {
        const text = pieces.join('');
        const offset = where % (text.length + 1);
        const found = completionsAt(text, offset, format);
        if (found === null) return;
        expect(found.from).toBeLessThanOrEqual(offset);
        expect(found.to).toBeGreaterThanOrEqual(offset);
        // one line; what was typed may be anything, as it stands in a quote that is open, but nothing of what follows is taken
        expect(text.slice(found.from, offset)).not.toMatch(/[\r\n]/);
        expect(text.slice(offset, found.to)).toMatch(/^[^\r\n{}[\],]*$/);
      }),
      { numRuns: 2000 },
    );
  });

  it('of a value in whole JSON leaves it whole', () => {
    const text = flag('"defaultVariant": "on", "targeting": {"if": [{"in": [{"var": "c"}, ["DE"]]}, "off", {"fractional": [["on", 1], ["off", 2]]}]}');
    for (let offset = 0; offset <= text.length; offset++) {
      const found = completionsAt(text, offset, 'flagd');
      if (found === null || text[offset] !== text[found.from]) continue;
      for (const { insert, kind } of found.offers) {
        if (kind !== 'value') continue;
        const after = `${text.slice(0, found.from)}${insert}${text.slice(found.to)}`;
        if (/^[\w"]/.test(text.slice(found.from, found.to))) expect([after, readJson(after).structure?.broken]).toEqual([after, false]);
      }
    }
  });
});
