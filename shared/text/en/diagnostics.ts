/** Words about the text that is handed to whoever helps. */
export const diagnostics = {
  copy: 'Copy diagnostics',
  command: 'Copy diagnostics of {{name}}',
  copied: 'Diagnostics of {{name}} copied. They name servers and roots, and hold no values, no other keys and no passwords.',
} as const;
