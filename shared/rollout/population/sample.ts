/** A part of a population that stands for all of it. */
import { fractionAt, streamOf } from './random';
import { TableBuilder, type UserTable } from './table';
import type { Population } from './user';

/**
 * So many users, one from each of as many equal stretches of the population, wherever chance falls in it: users who come in a rhythm, every tenth
 * of them on a plan, are met as often as they are there. The same population has the same sample. There have to be more users than are taken.
 */
export function sampleOf(population: Population, count: number): UserTable {
  const stream = streamOf('sample');
  const builder = new TableBuilder('json');
  for (let stretch = 0; stretch < count; stretch++) builder.add(population.at(Math.floor(((stretch + fractionAt(stream, stretch)) * population.size) / count)));
  return builder.build();
}
