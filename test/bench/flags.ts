/** The flag that rows of rollouts ask for, in documents of flagd and FeatureProbe. */

/** What flagd-core is told of nothing. */
export const quiet = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };

export const flagdOf = (flag: { readonly variants: object; readonly defaultVariant: string; readonly targeting: object }) => ({ flags: { checkout: { state: 'ENABLED', ...flag } } });

export const repositoryOf = (toggle: { readonly defaultServe: object; readonly rules: readonly object[]; readonly variations: readonly unknown[] }) => ({
  segments: {},
  toggles: { checkout: { key: 'checkout', enabled: true, forClient: true, version: 1, disabledServe: { select: 0 }, ...toggle } },
});
