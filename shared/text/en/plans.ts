/** Words about change sets: why one cannot be carried out, and what to know before it is. */

/** Sentences for what cannot be done; they stand among the faults. */
export const planFaults = {
  'source-missing': 'There is nothing at {{key}} to copy or move. Look at the tree again.',
  'key-taken': '{{key}} already exists. Choose another name.',
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
  'import-syntax': 'The file is broken at line {{line}}, column {{column}} ({{error}}). What can be read is shown; correct the file and choose it again.',
  'import-envelope': 'The file holds no keys of Flagscope: it has to say "format": "flagscope-keys" and have "keys". Choose a file that was exported here.',
  'import-version': 'The file was exported by a newer Flagscope (format {{version}}). Update Flagscope to import it.',
  'import-twice': '{{key}} comes twice: at line {{first}}, and again at line {{line}}, which is left out. Keep one of them.',
  'import-value': 'The value of {{key}} at line {{line}}, column {{column}} is neither a text nor {"base64": "..."}, so it is left out.',
  'import-flag': 'The flag {{key}} at line {{line}}, column {{column}} is no object, so it is left out.',
  'import-no-flags': 'The file holds no flags: a flagd file has an object "flags". Choose another file.',
  'command-nul': '{{key}} holds a NUL byte, which no command line can hold. There is no command for it.',
  'command-line-end': '{{key}} is no text and ends in a line end, which a shell would cut off. There is no command for it.',
  'command-secret': 'The value of {{key}} is taken for a secret and is not copied with others. Show it, and copy its command by itself.',
  'command-null': 'zkCli cannot set the data of {{key}} to null. There is no command for it.',
  'command-bytes': 'The value of {{key}} is no text, and zkCli writes texts only. There is no command for it.',
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
    'values-unjudged_one': 'So many values change that {{count}} was not looked at for what it may break, from {{key}} on.',
    'values-unjudged_other': 'So many values change that {{count}} were not looked at for what they may break, from {{key}} on.',
    'delete-unheard_one': 'Many programs take in new values only: deleting {{count}} key may switch nothing off in them until they start anew.',
    'delete-unheard_other': 'Many programs take in new values only: deleting these {{count}} keys may switch nothing off in them until they start anew.',
    'owner-lost': '{{from}} disappears with the program that holds it ({{owner}}). Its copy {{key}} stays until somebody deletes it.',
    'acl-unread': 'The permissions (ACL) of {{from}} are not seen in full, so its copy {{key}} is open to everybody. Set its ACL with the tools of the store.',
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
