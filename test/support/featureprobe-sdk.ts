/** The evaluator of FeatureProbe's Node SDK, asked directly: what the SDK's client adds is a connection and events. */
import { createRequire } from 'node:module';
import { FPUser } from 'featureprobe-server-sdk-node';

interface Detail {
  readonly value: unknown;
  readonly ruleIndex: number | null;
  readonly variationIndex: number | null;
  readonly reason: string;
}

interface SdkToggle {
  eval(user: FPUser, toggles: unknown, segments: unknown, defaultValue: unknown, deep?: number): Detail;
}

interface SdkRepository {
  readonly toggles: unknown;
  readonly segments: unknown;
  getToggle(key: string): SdkToggle | undefined;
}

const sdk = createRequire(import.meta.url)('featureprobe-server-sdk-node/dist/Evaluate.js') as { readonly Repository: new (json: unknown) => SdkRepository };

/** A repository as the SDK holds it. */
export const sdkRepository = (json: unknown): SdkRepository => new sdk.Repository(json);

/** A user as the SDK knows one. */
export const sdkUser = (key: string, attributes: Readonly<Record<string, string>>): FPUser => new FPUser(key).extendAttrs(attributes);

/** What the SDK answers for a toggle. */
export function sdkAnswer(repository: SdkRepository, toggle: string, user: FPUser, defaultValue: unknown): Detail | undefined {
  return repository.getToggle(toggle)?.eval(user, repository.toggles, repository.segments, defaultValue);
}
