/** What main answers about sources: which secrets are kept, what importing a file would do, what a test found. */
import type { Fault } from '../fault';
import type { SourceDraft } from './source';

/** Which secrets of a source are kept. */
export interface KeptSecrets {
  readonly password: boolean;
  readonly passphrase: boolean;
  /** Whether the system's keyring keeps secrets, rather than this process. */
  readonly lasting: boolean;
}

/** One source of a file, and what importing it would do. */
export type ImportItem =
  | { readonly kind: 'add'; readonly source: SourceDraft }
  | { readonly kind: 'same'; readonly source: SourceDraft }
  /** One of that name is there and is another; `before` is what it is now. */
  | { readonly kind: 'change'; readonly source: SourceDraft; readonly before: SourceDraft }
  /** What is wrong: in which field, as its path in the file, and why. */
  | { readonly kind: 'broken'; readonly name: string; readonly problems: readonly { readonly field: string; readonly fault: Fault }[] };

/** What importing a file would do. */
export interface ImportPreview {
  readonly id: string;
  readonly path: string;
  /** In the order of the file. */
  readonly items: readonly ImportItem[];
  /** Whether the file holds what looks like secrets; they are not read. */
  readonly secretsIgnored: boolean;
}

/** What a test of a source looks at, in this order; the first that fails is the last that is tried. */
export const testSteps = ['resolve', 'connect', 'tls', 'login', 'root', 'watch'] as const;

/** One step of a test. What does not apply (TLS of a plain source, the look-up of a numeric address, the login of nobody) is left out. */
export interface TestStep {
  readonly step: (typeof testSteps)[number];
  /** Why it failed; absent where it passed. */
  readonly fault?: Fault;
  /**
   * What was found, in names and numbers. resolve: addresses. connect: the server, `host:port`. tls: protocol, the certificate's
   * subject and its end. login: the user. root: the root. watch: the server's name and version.
   */
  readonly found?: string;
  /** Set in a failed step of another server than the one that the test is about: it does not make the test fail. Such steps come last. */
  readonly endpoint?: string;
  readonly milliseconds: number;
}

/** What a test of a source found. Of several servers it is about the first that passes, or else the one that got farthest. */
export interface SourceTest {
  readonly steps: readonly TestStep[];
  /** Name and version; empty where it did not get that far. */
  readonly server: string;
  /** Nothing is there yet: connecting creates a local workspace. */
  readonly creates: boolean;
}

/** Why a test failed; undefined where it passed. */
export const testFault = ({ steps }: SourceTest): Fault | undefined => steps.find(({ fault, endpoint }) => fault && endpoint === undefined)?.fault;
