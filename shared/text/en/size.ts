/** Words about stores that are too large to load unasked, and about those that are read as far as they are opened. */
export const sizeWords = {
  title: 'A large store',
  tooMany: 'There are {{count}} keys here. More than {{limit}} are not loaded without asking, so none has been read.',
  tooMuch: 'Loading was stopped at {{size}}, after {{keys}} of {{count}} keys. More than {{limit}} is not loaded without asking.',
  cost: 'To load them all reads about {{size}} from the server and keeps it in memory.',
  lazy: 'Browse lazily',
  lazyNote: 'A directory is read when you open it. What is open stays live, by one watch.',
  narrow: 'Narrow the root',
  narrowNote: 'Watch a part of the store only.',
  everything: 'Load everything',
  everythingNote: 'Reads all keys, now and whenever it connects anew.',
  remembered: 'The answer is remembered with this source.',
} as const;
