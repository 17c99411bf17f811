/** What a session is told and what it tells. */
import type { Driver } from '../drivers/driver';
import type { Fault } from '../../shared/fault';
import type { Revision } from '../../shared/model/entry';
import type { Change } from '../../shared/model/frame';
import type { Loading } from '../../shared/model/loading';
import type { Phase } from '../../shared/model/phase';
import type { ConnectOptions, SourceSecrets } from '../../shared/model/source';
import type { Meter } from './cost';
import type { ViewNews } from './mirror';

/** How to connect and what may be done, asked anew each time: the user may have changed it. */
export interface SessionTerms {
  readonly connect: ConnectOptions;
  readonly writable: boolean;
  /** How much may be loaded; absent: no more than what is loaded unasked. */
  readonly loading?: Loading;
  readonly secrets?: SourceSecrets;
  /** What has to be entered before trying makes sense. */
  readonly missing?: Fault;
}

/** What a session is made of. */
export interface SessionOptions {
  readonly driver: Driver;
  /** Goes on counting what an earlier session at the same servers began; a new one where there is none. */
  readonly meter?: Meter;
  terms(): SessionTerms;
}

/** What a session tells. A listener must not throw. */
export interface SessionListener {
  phase?(phase: Phase): void;
  /** A listing is in the mirror that has nothing to do with what was there before: the first one, mostly. */
  listed?(): void;
  /** What may not be read has changed; the changes that come with it follow. */
  denied?(): void;
  /** `view` is what came into view or went out of it beside the changes. */
  changed?(changes: readonly Change[], at: Revision, view?: ViewNews): void;
  /** A second is over in which anything moved, keys came or went that are not loaded, or another part of the store is loaded now. */
  tick?(): void;
}
