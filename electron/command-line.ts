/** The command line: Flagscope's own switches, source URLs, and everything else, which is Electron's. */
import { failed, type Result } from '../shared/fault';
import { checkSource } from '../shared/model/source-check';
import { parseSourceUrl, type SourceLink } from '../shared/model/source-url';
import { settled } from './sessions/source-list';

export interface CommandLine {
  readonly links: readonly SourceLink[];
  readonly readOnly: boolean;
  /** Sessions run and tell their phases on standard output; there is no window. */
  readonly noWindow: boolean;
  readonly userDataDir?: string;
  readonly language?: 'en' | 'zh-CN';
}

/** What the command line asks for, or a sentence that says what is wrong with it. */
export type ParsedCommandLine = { readonly ok: true; readonly value: CommandLine } | { readonly ok: false; readonly sentence: string };

const ownSwitches = ['gateway-port', 'user-data-dir', 'lang', 'read-only', 'no-window'] as const;
type OwnSwitch = (typeof ownSwitches)[number];

/** Looks like `scheme:`; one letter would be a Windows drive. */
const URL_SHAPE = /^[A-Za-z][A-Za-z0-9+.-]+:/;

/**
 * Reads the arguments behind the executable's name; paths in URLs are taken from `directory` on. `unpackaged` is true where Electron is
 * given the app's folder, which is then the first argument that is neither a switch nor a URL.
 */
export function parseCommandLine(args: readonly string[], unpackaged: boolean, directory: string): ParsedCommandLine {
  const given = new Map<OwnSwitch, string | null>();
  const links: SourceLink[] = [];
  let expectsFolder = unpackaged;
  for (let index = 0; index < args.length; index++) {
    const argument = args[index] ?? '';
    if (unpackaged && (argument === '-r' || argument === '--require')) {
      index += 1;
    } else if (argument.startsWith('-')) {
      const mistake = readSwitch(argument, given);
      if (mistake !== undefined) return { ok: false, sentence: mistake };
    } else if (expectsFolder && !URL_SHAPE.test(argument)) {
      expectsFolder = false;
    } else {
      const link = readLink(argument, directory);
      if (!link.ok) return { ok: false, sentence: link.fault.reason === 'invalid-source-url' ? link.fault.message : `${argument}: ${link.fault.message}` };
      links.push(link.value);
    }
  }
  return interpret(given, links);
}

/** The source that a URL names, if it can be one. */
function readLink(url: string, directory: string): Result<SourceLink> {
  const link = parseSourceUrl(url);
  if (!link.ok) return link;
  const source = settled(link.value.source, directory);
  // the sandbox has no path of its own
  const problem = source.backend === 'local' && source.roots[0] === '' ? undefined : checkSource(source)[0];
  return problem ? failed(problem.fault) : { ok: true, value: { ...link.value, source } };
}

function readSwitch(argument: string, given: Map<OwnSwitch, string | null>): string | undefined {
  const [, written = '', value] = /^--?([^=]*)(?:=(.*))?$/s.exec(argument) ?? [];
  const own = ownSwitches.find((name) => name === written);
  if (own && argument.startsWith('--')) {
    given.set(own, value ?? null);
    return undefined;
  }
  // Electron would swallow it, and somebody who wrote --readonly would write to a store
  const meant = ownSwitches.find((name) => name.replaceAll('-', '') === written.replaceAll(/[-_]/g, '').toLowerCase());
  return meant ? `${argument} is not a switch. Write --${meant}${value === undefined ? '' : `=${value}`}.` : undefined;
}

function interpret(given: ReadonlyMap<OwnSwitch, string | null>, links: readonly SourceLink[]): ParsedCommandLine {
  const wrong = (sentence: string): ParsedCommandLine => ({ ok: false, sentence });
  if (given.has('gateway-port')) return wrong('--gateway-port cannot be used yet: this version has no gateway. Leave the switch out.');
  for (const name of ['read-only', 'no-window'] as const) {
    const value = given.get(name);
    if (typeof value === 'string') return wrong(`--${name} takes no value, but "${value}" was given. Write --${name}.`);
  }
  const userDataDir = given.get('user-data-dir');
  if (userDataDir === null || userDataDir === '') return wrong('--user-data-dir names no directory. Write --user-data-dir=DIR.');
  const language = given.get('lang');
  if (language !== undefined && language !== 'en' && language !== 'zh-CN')
    return wrong(`--lang=${language ?? ''} is not a language of Flagscope. Use --lang=en or --lang=zh-CN.`);
  return {
    ok: true,
    value: {
      links,
      readOnly: given.has('read-only'),
      noWindow: given.has('no-window'),
      ...(userDataDir !== undefined && { userDataDir }),
      ...(language !== undefined && { language }),
    },
  };
}
