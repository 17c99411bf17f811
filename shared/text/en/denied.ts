/** Words for what may not be read, and for roots that are missing. */
export const deniedWords = {
  row: 'may not be read',
  history: 'No longer readable',
  partly: 'Only these parts of {{root}} may be read, the rest is not shown:',
  partlyAll: 'Only these parts of the store may be read, the rest is not shown:',
  more_one: 'and {{count}} more',
  more_other: 'and {{count}} more',
  keys_one: '{{count}} key may not be read. It is marked; what lies below it is not known.',
  keys_other: '{{count}} keys may not be read. They are marked; what lies below them is not known.',
  some: '{{total}} keys may not be read, of which the first {{shown}} are marked; what lies below them is not known.',
  key: '{{key}} is there, but you may not read it: its value and what lies below it are not known.',
  outside: '{{key}} may not be read, so it is not known whether it is there.',
  since: 'No longer readable since {{time}}. This is the last value seen; whether it still holds is not known.',
  missing_one: 'There is no {{roots}} in this store. It shows as soon as it is created.',
  missing_other: 'There are no {{roots}} in this store. They show as soon as they are created.',
  again: 'Try to read it',
  stays: 'The server still refuses it.',
} as const;
