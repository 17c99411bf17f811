/** Words about simulated rollouts and who they are simulated for. */

/** Sentences for what cannot be done; they stand among the faults. */
export const rolloutFaults = {
  'users-unreadable': '{{path}} cannot be read ({{detail}}). Choose another file.',
  'users-no-text': '{{path}} is no text in UTF-8. Save it as CSV in UTF-8 or as JSON lines, then choose it again.',
  'users-none': '{{path}} names no users. It needs a head and a line a user, or an object of JSON a line.',
  'users-all-broken': '{{path}} names no users: all {{count}} lines are broken, the first of them line {{first}}. Say which column is the key, or mend the file.',
  'users-given-up': 'Reading {{path}} was given up.',
  'simulation-given-up': 'The simulation was given up.',
  'simulation-endless': 'The rules of this flag did not come to an end within {{seconds}} s for {{count}} users, so the simulation was stopped. Look for a regular expression that backtracks, such as (a+)+.',
  'population-gone': 'This population is not kept any more. Choose another one.',
  'population-fixed': 'The population that is always there is not changed. Keep yours under another name.',
  'population-name-taken': 'There is a population called {{name}} already. Choose another name.',
  'populations-full': '{{limit}} populations are the most that are kept. Remove one first.',
  'simulation-forgotten': 'This simulation is not kept any more. Run it again.',
  'explanation-endless': 'The rules of this flag did not come to an end within {{seconds}} s for this user. Look for a regular expression that backtracks, such as (a+)+.',
  'rollout-no-key': '{{key}} does not exist, so there is nothing to evaluate. Choose another key.',
} as const;
