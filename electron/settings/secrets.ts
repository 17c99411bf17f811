/**
 * Passwords of sources. They reach the disk only encrypted by a real keyring; without one they live as long as the process and
 * are asked for again.
 */
import type { SourceId } from '../../shared/model/source';
import type { SettingsFile } from './file';
import type { PasswordSettings } from './settings';

/** Encrypts with the system's keyring. */
export interface Keyring {
  encrypt(text: string): Buffer;
  decrypt(bytes: Buffer): string;
}

export class Secrets {
  readonly #file: SettingsFile<PasswordSettings>;
  readonly #keyring: () => Keyring | undefined;
  readonly #inMemory = new Map<SourceId, string>();

  /** `keyring` is asked for only when a password is stored or read: some systems then ask their user. */
  constructor(file: SettingsFile<PasswordSettings>, keyring: () => Keyring | undefined) {
    this.#file = file;
    this.#keyring = keyring;
  }

  get(id: SourceId): string | undefined {
    const known = this.#inMemory.get(id);
    if (known !== undefined) return known;
    const stored = Object.hasOwn(this.#file.value.passwords, id) ? this.#file.value.passwords[id] : undefined;
    if (stored === undefined) return undefined;
    try {
      return this.#keyring()?.decrypt(Buffer.from(stored, 'base64'));
    } catch {
      // another machine's keyring: the server will ask
      return undefined;
    }
  }

  /** Keeps a password for this run only. */
  keepForNow(id: SourceId, password: string): void {
    this.#inMemory.set(id, password);
  }

  set(id: SourceId, password: string): void {
    this.#inMemory.set(id, password);
    const encrypted = this.#encrypt(password);
    if (encrypted !== undefined) this.#file.set({ version: 1, passwords: { ...this.#file.value.passwords, [id]: encrypted } });
  }

  forget(id: SourceId): void {
    this.#inMemory.delete(id);
    if (!Object.hasOwn(this.#file.value.passwords, id)) return;
    const { [id]: _forgotten, ...passwords } = this.#file.value.passwords;
    this.#file.set({ version: 1, passwords });
  }

  #encrypt(password: string): string | undefined {
    try {
      return this.#keyring()?.encrypt(password).toString('base64');
    } catch {
      // a keyring that is locked, or that its user did not open: as good as none
      return undefined;
    }
  }
}
