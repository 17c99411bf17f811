import { describe, expect, it } from 'vitest';
import { catalogs } from '../../../shared/text/catalog';

/** Texts by dotted path. */
function textsOf(node: object, path = ''): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [name, value] of Object.entries(node) as [string, unknown][]) {
    if (typeof value === 'string') texts.set(path + name, value);
    else for (const [inner, text] of textsOf(value as object, `${path}${name}.`)) texts.set(inner, text);
  }
  return texts;
}

const placesIn = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
const english = textsOf(catalogs.en);
const chinese = textsOf(catalogs['zh-CN']);
/** Chinese has one plural form: the counterpart of `x_one` is `x_other`. */
const inChinese = (path: string) => path.replace(/_one$/, '_other');

/** Texts that are the same in both languages: names, and examples of what one types. */
const untranslated = new Set([
  'window.backend.zookeeper',
  'window.backend.etcd',
  'window.common.utc',
  'window.status.zxid',
  'window.value.kind.json',
  'window.value.kind.yaml',
  'window.value.kind.flagd',
  'window.value.kind.featureprobe',
  'window.value.kind.gzip',
  'window.history.null',
  'window.form.base64',
  'window.form.logic.other',
  'window.tree.nullValue',
  'window.source.dialog.rootLocalPlaceholder',
  'window.source.dialog.rootNumber',
  'window.source.dialog.tls',
  'window.source.dialog.tlsPkcs12',
  'window.source.dialog.identityPkcs12',
  'window.source.profiles.arrow',
  'window.source.profiles.fields.tls',
  'window.commands.languageEn',
  'window.commands.languageZh',
  'window.meter.none',
  'window.compare.export.json',
  'window.compare.export.yaml',
  'window.rollout.spreads.choice',
  'window.rollout.spreads.email',
  'window.rollout.spreads.uniform',
  'window.rollout.spreads.normal',
]);

/** Latin words that Chinese engineers write as they are. */
const terms = new Set(
  (
    'Flagscope ZooKeeper etcd ACL znode zxid watch leader digest null true JSON YAML UTF URL TLS CA PEM UTC pid tls host port config configuration ' +
    'watches home me flags English B VPN maxClientCnxns jute maxbuffer ' +
    // what one types in a source URL
    'BEGIN CERTIFICATE PRIVATE KEY PKCS AES SASL Java openssl pkcs topk v aes cbc p pfx cert certkey FILE ' +
    'zookeeper directory prefix path to user NAME name FLAGSCOPE PASSWORD local PATH root chroot ca separator IPv NUL ' +
    // how one proves who one is, and keys
    'Kerberos SSH Alt ' +
    // what an imported file holds, and shells
    'flagscope format keys base flagd shell zkCli etcdctl SUCCESS xHH ACL ' +
    // what values are written in, and what stands in them
    'KiB MiB gzip Unicode select split Base targetingKey SDK ' +
    // what stands in documents of flags
    'ref evaluators ENABLED DISABLED disabledServe string segment datetime number semver from ' +
    // formats, tools and kinds of flags
    'CSV etcdctl xHH FeatureProbe service ' +
    // languages that split users each in its own way, and what one types of users and expressions
    'JavaScript Go Node fractional Lines n id plan pro a'
  ).split(' '),
);

describe('the catalogs', () => {
  it('say the same things in both languages', () => {
    expect([...chinese.keys()].sort()).toEqual([...new Set([...english.keys()].map(inChinese))].sort());
  });

  it('fill the same places', () => {
    const unlike = [...english].filter(([path, text]) => placesIn(chinese.get(inChinese(path)) ?? '').join() !== placesIn(text).join());
    expect(unlike.map(([path]) => path)).toEqual([]);
  });

  it('leave no sentence untranslated', () => {
    const same = [...english].filter(([path, text]) => chinese.get(inChinese(path)) === text).map(([path]) => path);
    expect(same.filter((path) => !untranslated.has(path))).toEqual([]);
  });

  it('keep no English words in Chinese but the terms of the trade', () => {
    const left = [...chinese].flatMap(([path, text]) =>
      untranslated.has(path)
        ? []
        : [...text.replace(/\{\{\w+\}\}/g, '').matchAll(/[A-Za-z]+/g)].filter((word) => !terms.has(word[0])).map((word) => `${path}: ${word[0]}`),
    );
    expect(left).toEqual([]);
  });

  it('punctuate Chinese in full width', () => {
    const half = [...chinese].filter(([, text]) => /[\u4e00-\u9fff}][,;!]|[\u4e00-\u9fff][:?()]/.test(text)).map(([path]) => path);
    expect(half).toEqual([]);
  });

  it('blame no one back-end in what is said of all of them', () => {
    const blaming = [...english, ...chinese].filter(([path, text]) => path.startsWith('window.verify.') && /ZooKeeper|etcd/.test(text)).map(([path]) => path);
    expect(blaming).toEqual([]);
  });

  it('have a sentence for every fault, which ends like one', () => {
    for (const catalog of Object.values(catalogs)) {
      for (const sentence of Object.values(catalog.faults)) expect(sentence).toMatch(/[.。]$/);
    }
  });
});
