/** What a back-end can do. The screen offers, explains or withholds by this, and the contract suite tests by it. */
export interface Capabilities {
  /** Whether a listing is one moment, or pieces of several joined with the changes seen meanwhile. */
  readonly listing: 'atomic' | 'fuzzy';
  /** Whether a transaction's changes arrive in one delta. */
  readonly deltas: 'atomic' | 'per-key';
  readonly history: 'every-revision' | 'latest-only';
  /** After a cut: continue from the last revision, or list again. */
  readonly resume: 'from-revision' | 'relist';
  /** `version-only` cannot tell a recreated key from an edited one until it has answered. */
  readonly guard: 'exact' | 'version-only';
  readonly plans: 'atomic' | 'single';
  readonly ownership: 'lease' | 'ephemeral' | 'none';
  /** Whether a key has to have its parents, created in order. */
  readonly parents: 'required' | 'implied';
  /** Whether a value can be null beside empty. */
  readonly nullValues: boolean;
  /** Whether directories can be read as they are opened, instead of everything at once. */
  readonly lazy: boolean;
  readonly maxValueBytes: number;
  readonly maxPlanBytes: number;
  readonly maxPlanEdits: number;
  /** What an edit takes of `maxPlanBytes` beside its value: its key so many times, and bytes. */
  readonly editCost: { readonly keys: number; readonly bytes: number };
}
