/** CodeMirror's own words in the languages of the window. */
import type { Language } from '../../shared/text/catalog';

const chinese: Readonly<Record<string, string>> = {
  Find: '查找',
  Replace: '替换',
  next: '下一个',
  previous: '上一个',
  all: '全部',
  'match case': '区分大小写',
  regexp: '正则表达式',
  'by word': '全字匹配',
  close: '关闭',
  'Go to line': '转到行',
  go: '转到',
  'current match': '当前匹配',
  'on line': '位于行',
  'Fold line': '折叠行',
  'Unfold line': '展开行',
  'folded code': '已折叠的内容',
  unfold: '展开',
  to: '至',
  'Folded lines': '已折叠的行',
  'Unfolded lines': '已展开的行',
  '$ unchanged lines': '$ 行未更改',
  Completions: '补全',
};

/** Phrases of the editor; English ones are its own. */
export const editorPhrases = (language: Language): Readonly<Record<string, string>> => (language === 'zh-CN' ? chinese : {});
