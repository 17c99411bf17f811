/** The file of populations. */
import { z } from 'zod';
import { MOST_POPULATIONS, populationId, populationName, populationSchema } from '../../shared/model/rollout';

const fileSchema = z.object({ kind: z.literal('file'), path: z.string().max(10_000), keyName: z.string().max(1000) });

/** Files are named, with the column that is the key. */
export const populationsFileSchema = z.object({
  version: z.literal(1),
  populations: z.array(z.object({ id: populationId, name: populationName, of: z.union([populationSchema, fileSchema]) })).max(MOST_POPULATIONS),
});
/** The populations that are kept; the first one of a list, `everybody`, is not among them. */
export type PopulationSettings = z.infer<typeof populationsFileSchema>;
