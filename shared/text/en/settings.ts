/** Words of the settings dialog. */
export const settingsWords = {
  // stable
  title: 'Settings',
  menu: 'Settings…',
  save: 'Save',
  reset: 'Reset to defaults',
  resetDone: 'The defaults are filled in. They hold once you save.',
  restored: 'What you changed here last and did not save is filled in.',
  startOver: 'Show what is kept',
  patternNote: 'One pattern a line. * stands for a whole level or a part of its name, ** for any number of levels, / for the separator of the store.',
  default: 'Default: {{defaults}}',
  flags: {
    label: 'Flag key patterns',
    note: 'A key that one of these matches is a switch: true is on, anything else is off.',
  },
  secrets: {
    label: 'Secret key patterns',
    note: 'Whatever the case. Values of these keys are masked here, in the audit and in exports, and stay out of every file that is kept. What the audit holds already stays as it is.',
    default: 'Default: **/*word*  and  **/*word*/**  for each of: {{defaults}}',
  },
  places: {
    heading: 'Prefixes for effective config',
    note: '<service> stands for the name of a service. A prefix that begins with / lies at the beginning of the keys, another at any depth.',
    services: 'Settings of a service',
    global: 'Settings of all services',
    add: 'Add prefixes',
    remove: 'Remove prefixes {{number}}',
  },
  rules: {
    heading: 'Format rules',
    note: 'How values are read, whatever they look like. Of several that match a key the first counts.',
    none: 'There are none: formats are guessed. "Read this as" at a value makes one.',
    pattern: 'Keys of rule {{number}}',
    format: 'Format of rule {{number}}',
    add: 'Add a rule',
    remove: 'Remove rule {{number}}',
  },
  beside: {
    heading: 'Write the audit record beside the data',
    note: 'After each write that was applied, a record of it is created below the prefix, in the store itself, by a write of its own: who, when, why, and which values. Those of secret keys are masked. Whoever may read the prefix may read it, and programs that watch it see it come.',
    prefix: 'Prefix of records in {{name}}',
    none: 'No source can be written to.',
  },
  problem: {
    emptyPrefix: 'The prefix is empty. Write one, or untick the source.',
    line: 'Line {{line}}: {{problem}}',
    pattern: {
      empty: 'The pattern is empty. Write one, or remove it.',
      long: 'The pattern is longer than {{most}} characters. Shorten it.',
      stars: '** is a whole level: write it between two /, at the beginning or at the end.',
    },
    place: {
      empty: 'A level of this prefix is empty. Write names between single /, and none at the end.',
      service: 'Write <service> as exactly one level of this prefix.',
      'service-in-global': 'This prefix holds for all services: leave <service> out.',
    },
    many: 'There are more than {{most}} patterns. Join some by *.',
  },
} as const;
