/** What is wrong with a document, as far as one of its flags is concerned. */
import type { Path, Problem } from '../flags/problem';
import type { Engine } from './engine';

/** Problems of the document as a whole, of what its flags share, and of the flag; not those of the other flags beside it. */
export function problemsFor({ problems, find }: Engine, flag: string): readonly Problem[] {
  const own = find(flag)?.path;
  return problems.filter(({ code, path }) => code === 'document-refused' || path === null || !isInFlag(path) || own?.every((step, index) => step === path[index]) === true);
}

const isInFlag = ([list, name]: Path): boolean => (list === 'flags' || list === 'toggles') && name !== undefined;
