/** 无权读取的内容，以及缺失的根节点。 */
import type { Translation } from '../translation';
import type { deniedWords as english } from '../en/denied';

export const deniedWords: Translation<typeof english> = {
  row: '无权读取',
  history: '不再可读',
  partly: '{{root}} 中只有以下部分可读，其余不显示：',
  partlyAll: '该存储中只有以下部分可读，其余不显示：',
  more_other: '以及另外 {{count}} 处',
  keys_other: '有 {{count}} 个键无权读取。它们已被标记；其下的内容未知。',
  some: '有 {{total}} 个键无权读取，其中前 {{shown}} 个已被标记；其下的内容未知。',
  key: '{{key}} 存在，但您无权读取：它的值及其下的内容未知。',
  outside: '{{key}} 无权读取，因此无法得知它是否存在。',
  since: '自 {{time}} 起不再可读。这是最后看到的值；是否仍然有效未知。',
  missing_other: '该存储中没有 {{roots}}，创建后会立即显示。',
  again: '尝试读取',
  stays: '服务器仍然拒绝。',
};
