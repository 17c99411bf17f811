/** What a session is told and what it tells. */
import type { Driver } from '../drivers/driver';
import type { Fault } from '../../shared/fault';
import type { Revision } from '../../shared/model/entry';
import type { Change } from '../../shared/model/frame';
import type { Phase } from '../../shared/model/phase';
import type { ConnectOptions, SourceSecrets } from '../../shared/model/source';

/** Why a source cannot be written, or true. */
export type Writable = true | 'read-only' | 'production';

/** How to connect and what may be done, asked anew each time: the user may have changed it. */
export interface SessionTerms {
  readonly connect: ConnectOptions;
  readonly writable: Writable;
  readonly secrets?: SourceSecrets;
  /** What has to be entered before trying makes sense. */
  readonly missing?: Fault;
}

export interface SessionOptions {
  readonly driver: Driver;
  terms(): SessionTerms;
}

/** What a session tells. A listener must not throw. */
export interface SessionListener {
  phase?(phase: Phase): void;
  /** The first listing is in the mirror. */
  listed?(): void;
  /** What may not be read has changed; the changes that come with it follow. */
  denied?(): void;
  changed?(changes: readonly Change[], at: Revision): void;
  /** A second in which anything moved is over. */
  tick?(): void;
}
