/** What is wrong with a document, as far as one of its flags is concerned. */
import type { Path, Problem } from '../flags/problem';
import type { Engine } from './engine';

/**
 * Problems of the document as a whole, of what its flags share, and of the flag; not those of the other flags beside it. What only follows from another
 * one is left out: that a text with broken syntax lacks members and cannot be evaluated, and where shared rules that name one another in a circle stand.
 */
export function problemsFor(engine: Engine, flag: string): readonly Problem[] {
  const problems = engine.problems(flag);
  const own = engine.find(flag)?.path;
  const broken = problems.some(({ code }) => code === 'engine-unfit') ? problems.filter(({ code, path, severity }) => path === null && severity === 'error' && code !== 'engine-unfit') : [];
  if (broken.length > 0) return broken;
  const circular = new Set(problems.flatMap(({ code, params }) => (code === 'evaluator-cycle' ? [params['name']] : [])));
  return problems.filter(({ code, path, params }) => {
    if (code === 'evaluator-order' && circular.has(params['name'])) return false;
    return code === 'document-refused' || path === null || !isInFlag(path) || own?.every((step, index) => step === path[index]) === true;
  });
}

const isInFlag = ([list, name]: Path): boolean => (list === 'flags' || list === 'toggles') && name !== undefined;
