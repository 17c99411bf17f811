/** Catalogs: every sentence on the screen, once per language. Pure data; the window and the menu word themselves from it. */
import { en } from './en/index';
import { zhCN } from './zh-CN/index';

/** The same texts in another language. Chinese has one plural form, so `_one` has no counterpart. */
export type Translation<T> = {
  readonly [K in keyof T as K extends `${string}_one` ? never : K]: T[K] extends string ? string : Translation<T[K]>;
};

/** Languages of the window, as settings name them. */
export const catalogs = { en, 'zh-CN': zhCN } as const;
export type Language = keyof typeof catalogs;
