/**
 * Secrets of sources: passwords, and what opens their keys. They reach the disk only encrypted by a real keyring; without one
 * they live as long as the process and are asked for again.
 */
import { secretsSchema, type SecretsChange, type SourceId, type SourceSecrets } from '../../shared/model/source';
import type { SettingsFile } from './file';
import type { SecretSettings } from './settings';

/** Encrypts with the system's keyring. */
export interface Keyring {
  encrypt(text: string): Buffer;
  decrypt(bytes: Buffer): string;
}

/** Secrets that were taken away, as they were kept: not even main reads them. */
export interface TakenSecrets {
  readonly inMemory?: SourceSecrets;
  readonly encrypted?: string;
  readonly encryptedPassword?: string;
}

/** What is kept after a change. */
export function changed(kept: SourceSecrets, change: SecretsChange): SourceSecrets {
  const secrets: { password?: string; passphrase?: string } = {};
  for (const name of ['password', 'passphrase'] as const) {
    const given = change[name];
    const secret = given === undefined ? kept[name] : given;
    if (secret !== undefined && secret !== null) secrets[name] = secret;
  }
  return secrets;
}

export class Secrets {
  readonly #file: SettingsFile<SecretSettings>;
  readonly #keyring: () => Keyring | undefined;
  readonly #inMemory = new Map<SourceId, SourceSecrets>();

  /** `keyring` is asked for only when a secret is stored or read: some systems then ask their user. */
  constructor(file: SettingsFile<SecretSettings>, keyring: () => Keyring | undefined) {
    this.#file = file;
    this.#keyring = keyring;
  }

  get(id: SourceId): SourceSecrets {
    const known = this.#inMemory.get(id);
    if (known !== undefined) return known;
    const { secrets, passwords } = this.#file.value;
    if (Object.hasOwn(secrets, id)) return parsed(this.#decrypt(secrets[id]));
    const password = Object.hasOwn(passwords, id) ? this.#decrypt(passwords[id]) : undefined;
    return password === undefined ? {} : { password };
  }

  /** Whether a keyring would keep secrets over the end of this process. */
  get lasting(): boolean {
    return this.#keyring() !== undefined;
  }

  /** Keeps secrets for this run only. */
  keepForNow(id: SourceId, secrets: SourceSecrets): void {
    this.#inMemory.set(id, { ...this.get(id), ...secrets });
  }

  /** Keeps secrets in place of those before; empty ones forget them. */
  set(id: SourceId, secrets: SourceSecrets): void {
    this.forget(id);
    if (Object.keys(secrets).length === 0) return;
    this.#inMemory.set(id, secrets);
    const encrypted = this.#encrypt(JSON.stringify(secrets));
    if (encrypted !== undefined) this.#file.set({ ...this.#file.value, secrets: { ...this.#file.value.secrets, [id]: encrypted } });
  }

  forget(id: SourceId): void {
    this.#inMemory.delete(id);
    const { value } = this.#file;
    if (!Object.hasOwn(value.passwords, id) && !Object.hasOwn(value.secrets, id)) return;
    this.#file.set({ ...value, passwords: without(value.passwords, id), secrets: without(value.secrets, id) });
  }

  /** Forgets secrets, and gives what brings them back. */
  take(id: SourceId): TakenSecrets {
    const { passwords, secrets } = this.#file.value;
    const inMemory = this.#inMemory.get(id);
    const encrypted = Object.hasOwn(secrets, id) ? secrets[id] : undefined;
    const encryptedPassword = Object.hasOwn(passwords, id) ? passwords[id] : undefined;
    this.forget(id);
    return { ...(inMemory && { inMemory }), ...(encrypted !== undefined && { encrypted }), ...(encryptedPassword !== undefined && { encryptedPassword }) };
  }

  /** Brings secrets back that were taken. */
  giveBack(id: SourceId, { inMemory, encrypted, encryptedPassword }: TakenSecrets): void {
    if (inMemory) this.#inMemory.set(id, inMemory);
    const { value } = this.#file;
    if (encrypted !== undefined) this.#file.set({ ...value, secrets: { ...value.secrets, [id]: encrypted } });
    else if (encryptedPassword !== undefined) this.#file.set({ ...value, passwords: { ...value.passwords, [id]: encryptedPassword } });
  }

  #encrypt(text: string): string | undefined {
    try {
      return this.#keyring()?.encrypt(text).toString('base64');
    } catch {
      // a keyring that is locked, or that its user did not open: as good as none
      return undefined;
    }
  }

  #decrypt(stored = ''): string | undefined {
    try {
      return this.#keyring()?.decrypt(Buffer.from(stored, 'base64'));
    } catch {
      // another machine's keyring: the secret is asked for again
      return undefined;
    }
  }
}

function parsed(text: string | undefined): SourceSecrets {
  try {
    return secretsSchema.parse(JSON.parse(text ?? '{}'));
  } catch {
    return {};
  }
}

const without = (stored: Readonly<Record<SourceId, string>>, id: SourceId): Record<SourceId, string> =>
  Object.fromEntries(Object.entries(stored).filter(([other]) => other !== id));
