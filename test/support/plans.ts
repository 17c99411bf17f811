/** What main works out in parts, at once: for tests of what comes out. */
import { promoting } from '../../shared/plans/compare';
import { compiling } from '../../shared/plans/compile';
import { previewing } from '../../shared/plans/preview';
import { warning } from '../../shared/plans/warnings';
import { finished } from '../../shared/plans/work';

export const compile = (...given: Parameters<typeof compiling>) => finished(compiling(...given));
export const previewOf = (plan: Parameters<typeof previewing>[0][number], tree: Parameters<typeof previewing>[1]) => finished(previewing([plan], tree));
export const promotion = (...given: Parameters<typeof promoting>) => finished(promoting(...given));
export const warningsOf = (...given: Parameters<typeof warning>) => finished(warning(...given));
