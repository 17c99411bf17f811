/** The English catalog: the one that defines which texts exist. */
import { faults } from './faults';
import { window } from './window';

export const en = { window, faults } as const;
