import { IconArrowNarrowLeft, IconArrowNarrowRight, IconEqual, IconEqualNot, IconQuestionMark } from '@tabler/icons-react';
import type { PlaceKind } from '../../../shared/model/comparison';

/** The shape of each kind, beside its colour. */
export const kindIcons: Readonly<Record<PlaceKind, typeof IconEqual>> = {
  'only-left': IconArrowNarrowLeft,
  'only-right': IconArrowNarrowRight,
  different: IconEqualNot,
  same: IconEqual,
  unknown: IconQuestionMark,
};
