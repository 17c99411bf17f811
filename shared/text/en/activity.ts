/** Words of what was written and what changed, of the kill switch, and of what a source demands. */

/** Why a kill switch has nothing to switch; they stand among the faults. */
export const killFaults = {
  'kill-none': 'No flag is selected. Select the one that is to be switched off first.',
  'kill-no-flag': '{{key}} holds no flag that can be switched off: no boolean, flagd flag or FeatureProbe toggle. Edit its value instead.',
  'kill-several': '{{key}} holds several flags, and which one is meant is not known. Edit its value instead.',
  'kill-broken': 'The document at {{key}} is broken, so that its flag cannot be switched off by itself. Edit its value instead.',
} as const;

export const killSwitch = {
  command: 'Kill switch: {{name}} off now',
  reason: 'Kill switch: {{key}} off',
  button: 'Off now',
  already: '{{name}} is off already. Nothing was written.',
} as const;

/** Values that are hidden because their keys look like secrets. */
export const secret = {
  note: 'Hidden, since the key looks like it holds a secret.',
  show: 'Show value',
  hidden: 'hidden',
} as const;

export const guards = {
  guarded: 'Guarded',
  production: 'Every change is reviewed and needs a reason. More than one key: the name of the environment is typed as well.',
  reviewed: 'Every change is reviewed and needs a reason.',
  readOnly: 'Nothing can be written to this source from here.',
} as const;

export const activity = {
  open: 'Show activity',
  written: 'Written here',
  moved: 'All changes',
  filter: 'Filter records',
  filterHint: 'Key, title, reason, user',
  source: 'Source',
  everySource: 'Every source',
  outcome: 'Outcome',
  everyOutcome: 'Every outcome',
  time: 'Time',
  times: { all: 'All time', minutes: 'Last 10 minutes', hour: 'Last hour', day: 'Last 24 hours', week: 'Last 7 days' },
  export: 'Export',
  exportJsonl: 'JSON lines: everything',
  exportCsv: 'CSV: a row for each edit',
  exported_one: '{{count}} record written to {{path}}',
  exported_other: '{{count}} records written to {{path}}',
  list: 'Records',
  none: 'Nothing has been written from here yet. Every change is recorded before it is sent.',
  noMatches: 'No record matches this filter.',
  older: 'Show older records',
  broken_one: '{{count}} line of the audit file could not be read and is left out.',
  broken_other: '{{count}} lines of the audit file could not be read and are left out.',
  columns: { when: 'When', source: 'Source', title: 'What', keys: 'Keys', reason: 'Reason', who: 'Who', outcome: 'Outcome' },
  moreKeys: '+{{count}}',
  state: { pending: 'under way', applied: 'applied', refused: 'refused', unknown: 'unknown', 'not-applied': 'not applied' },
  at: {
    zookeeper: 'at zxid {{revision}}',
    etcd: 'at revision {{revision}}',
    local: 'at transaction {{revision}}',
  },
  lost: 'The answer was lost.',
  found: {
    applied: 'Reading the keys again showed that it took effect.',
    'not-applied': 'Reading the keys again showed that it did not take effect.',
    unclear: 'Reading the keys again did not show whether it took effect.',
  },
  beside: 'Also recorded in the store at {{key}}.',
  notBeside: 'The record beside the data, {{key}}, was not written: {{why}}',
  undoNotKept: {
    production: 'Undo until Flagscope quits: nothing of production is kept on disk for it.',
    secret: 'Undo until Flagscope quits: it would need values of keys that look secret, or the hash of a password, and those are never kept on disk.',
    large: 'Undo until Flagscope quits: it is too large to be kept.',
  },
  pendingNote: 'Its outcome is not recorded yet.',
  noReason: 'no reason given',
  undoes: 'Takes an earlier change back',
  step: 'Step {{number}} of {{of}}',
  by: '{{user}} on {{host}}',
  showKey: 'Show {{key}}',
  kind: { put: 'Set', create: 'Create', delete: 'Delete', check: 'Guard' },
  before: 'Before',
  after: 'After',
  absent: 'absent',
  notKnown: 'not known',
  masked: 'hidden, {{size}}: the key looks like a secret',
  binary: 'binary, {{size}}',
  long: '{{size}}, known by its hash {{hash}}',
  details: 'Record',
  loading: 'Reading…',
  changes: {
    list: 'Changes seen',
    none: 'No change was seen in this time.',
    note: 'Every change that the watches of the open sources have seen, whoever made it. Who made a change is known only where it was made here.',
    filter: 'Filter changes',
    filterHint: 'Part of a key',
    ours: 'written here',
    oursFor: 'written here: {{reason}}',
    others: 'not known',
    kind: { created: 'Created', changed: 'Changed', recreated: 'Recreated', deleted: 'Deleted', hidden: 'Not readable any more' },
    most: 'The last {{count}} changes of this time.',
    columns: { when: 'When', source: 'Source', kind: 'What', key: 'Key', value: 'Value', who: 'By' },
  },
} as const;
