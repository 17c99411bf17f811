/** The same texts in another language. Chinese has one plural form, so `_one` has no counterpart. */
export type Translation<T> = {
  readonly [K in keyof T as K extends `${string}_one` ? never : K]: T[K] extends string ? string : Translation<T[K]>;
};
