/** Words about simulated rollouts and who they are simulated for. */

/** Sentences for what cannot be done; they stand among the faults. */
export const rolloutFaults = {
  'users-unreadable': '{{path}} cannot be read ({{detail}}). Choose another file.',
  'users-no-text': '{{path}} is no text in UTF-8. Save it as CSV in UTF-8 or as JSON lines, then choose it again.',
  'users-none': '{{path}} names no users. It needs a head and a line a user, or an object of JSON a line.',
  'users-all-broken': '{{path}} names no users: all {{count}} lines are broken, the first of them line {{first}}. Say which column is the key, or mend the file.',
  'users-given-up': 'Reading {{path}} was given up.',
} as const;
