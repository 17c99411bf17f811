/** Catalogs: every sentence on the screen, once per language. Pure data; the window and the menu word themselves from it. */
import { en } from './en/index';
import { zhCN } from './zh-CN/index';

/** Languages of the window, as settings name them. */
export const catalogs = { en, 'zh-CN': zhCN } as const;
export type Language = keyof typeof catalogs;
