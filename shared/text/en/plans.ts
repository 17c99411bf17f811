/** Words about change sets: why one cannot be carried out, and what to know before it is. */

/** Sentences for what cannot be done; they stand among the faults. */
export const planFaults = {
  'source-missing': 'There is nothing at {{key}} to copy or move. Look at the tree again.',
  'target-exists': '{{key}} already exists, so nothing is copied or moved over it. Choose another name, or delete it first.',
  'target-inside-source': '{{key}} lies inside what is to be copied or moved. Choose a place outside of it.',
  'name-separator': '"{{name}}" cannot be the new name: it holds {{separator}}, which begins another level. Move {{key}} instead.',
  'deleted-before': '{{key}} is deleted by an earlier step of the same change set. Take out one of the two.',
  'created-before': '{{key}} is created by an earlier step of the same change set. Take out one of the two.',
  'parent-deleted': '{{key}} cannot be created: {{parent}} above it is deleted by the same change set. Take out one of the two.',
  'not-loaded': 'It is not known what is at {{key}}, because its directory has not been read. Open it first.',
  'value-not-text': '{{key}} holds no text, so nothing can be replaced in it. Leave it out.',
  'plan-forgotten': 'This review is too old: what it was about is not kept any more. Review the change again; nothing was written.',
  'text-missing': '{{key}} does not hold "{{find}}". Leave it out, or look for something else.',
} as const;

/** What to know before a change set is applied. */
export const plans = {
  warnings: {
    'type-change': '{{key}} changes from {{from}} to {{to}}. Programs that read it may not understand the new value.',
    'number-broken': '{{key}} was a number and would no longer be one. Programs often keep the old number, or stop.',
    'json-broken': '{{key}} was JSON and would no longer be. It breaks at line {{line}}, column {{column}}.',
    'flag-off': '{{key}} is a flag: every value but "true" is read as off, "{{value}}" as well.',
    'near-limit': '{{key}} has {{size}} of the {{limit}} bytes that the store takes. Soon it will not fit any more.',
    'value-problems_one': 'The document at {{key}} has {{count}} problem.',
    'value-problems_other': 'The document at {{key}} has {{count}} problems.',
    'delete-unheard_one': 'Many programs take in new values only: deleting {{count}} key may switch nothing off in them until they start anew.',
    'delete-unheard_other': 'Many programs take in new values only: deleting these {{count}} keys may switch nothing off in them until they start anew.',
    'owner-lost': '{{from}} disappears with the program that holds it ({{owner}}). Its copy {{key}} stays until somebody deletes it.',
    'null-becomes-empty': '{{key}} holds no data (null) and would hold an empty value. Some programs tell the two apart.',
    'value-becomes-null': '{{key}} would hold no data (null), on which some programs fail. An empty value is safer.',
    'below-unguarded': 'A key that somebody creates below {{key}} in this very moment is not deleted with it. It will show in the tree.',
  },
  kinds: {
    boolean: 'a boolean',
    number: 'a number',
    json: 'JSON',
    text: 'text',
    binary: 'binary data',
    none: 'an empty value',
  },
} as const;
