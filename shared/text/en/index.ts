/** The English catalog: the one that defines which texts exist. */
import { details } from './details';
import { faults } from './faults';
import { menu } from './menu';
import { plans } from './plans';
import { window } from './window';

export const en = { window, menu, faults, details, plans } as const;
