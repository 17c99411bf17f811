/** Words on the screen: the catalogs of shared/text through i18next, and faults in the user's language. */
import i18next, { type FormatterModule, type TFunction } from 'i18next';
import { initReactI18next, useTranslation } from 'react-i18next';
import { worded, type Fault } from '../../shared/fault';
import { catalogs, type Language } from '../../shared/text/catalog';
import type { About } from '../../shared/flags/completion/completion';
import type { Problem } from '../../shared/flags/problem';
import type { Warning } from '../../shared/plans/warnings';
import { groupedNumber } from './formatters';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'window';
    resources: typeof catalogs.en;
  }
}

/** Words of the window by their path in the catalog. */
export type Words = TFunction<'window'>;

/** Writes every number in the language's own way, so that no sentence has to ask for it. */
const numberFormatter: FormatterModule = {
  type: 'formatter',
  init: () => undefined,
  add: () => undefined,
  addCached: () => undefined,
  format: (value: unknown, _format, language) => (typeof value === 'number' ? groupedNumber(value, language ?? 'en') : String(value)),
};

void i18next
  .use(initReactI18next)
  .use(numberFormatter)
  .init({
    resources: catalogs,
    lng: 'en',
    fallbackLng: 'en',
    load: 'currentOnly',
    defaultNS: 'window',
    initAsync: false,
    // React escapes what it renders; store values are never interpreted, not even as `{{x}}` or `$t(x)`
    interpolation: { escapeValue: false, skipOnVariables: true, alwaysFormat: true },
    react: { useSuspense: false },
  });

/** The window's words in its present language; the component renders again when the language changes. */
export function useWords(): Words {
  return useTranslation('window').t;
}

/** Changes the language of everything on the screen, and of the document for assistive technology and fonts. */
export function applyLanguage(language: Language): void {
  document.documentElement.lang = language;
  if (i18next.language !== language) void i18next.changeLanguage(language);
}

/** Language of the window now. */
export const currentLanguage = (): Language => (i18next.language === 'zh-CN' ? 'zh-CN' : 'en');

/** What a fault says, in the user's language; in English where the catalog does not know it. */
export function faultSentence(fault: Fault): string {
  const { faults, details } = catalogs[currentLanguage()];
  const sentences: Readonly<Record<string, string>> = faults;
  const sentence = Object.hasOwn(sentences, fault.reason) ? sentences[fault.reason] : undefined;
  return sentence === undefined ? fault.message : worded(sentence, { ...fault.params, ...fault.details }, details);
}

/** What is wrong with a value, in the language of the window. */
export function problemSentence({ code, params }: Problem): string {
  const path: string = `problem.${code}`;
  return i18next.t(path as 'problem.not-a-number', params);
}

/** What a name means that is completed, in the language of the window; undefined where the catalog does not know it. */
export function completionSentence(about: About, name: string): string | undefined {
  const sentences: Readonly<Record<string, string>> = catalogs[currentLanguage()].window.form.completion[about];
  return Object.hasOwn(sentences, name) ? sentences[name] : undefined;
}

/** A warning about a plan in the language of the window. */
export function warningSentence({ code, key, params }: Warning): string {
  const kinds = (name: string): object => (typeof params[name] === 'string' ? { [name]: i18next.t(`kinds.${params[name]}`, { ns: 'plans', defaultValue: params[name] }) } : {});
  const words = code === 'type-change' ? { ...kinds('from'), ...kinds('to') } : {};
  return i18next.t(`warnings.${code}`, { ns: 'plans', ...params, ...words, key });
}
