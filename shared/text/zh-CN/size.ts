/** 关于过大存储的询问，以及按需读取时的界面文字。 */
import type { Translation } from '../translation';
import type { sizeWords as english } from '../en/size';

export const sizeWords: Translation<typeof english> = {
  title: '存储较大',
  tooMany: '这里有 {{count}} 个键。超过 {{limit}} 个时不会直接加载，因此尚未读取任何内容。',
  tooMuch: '加载到 {{size}} 时已停止，已读取 {{count}} 个键中的 {{keys}} 个。超过 {{limit}} 时不会直接加载。',
  cost: '全部加载约需从服务器读取 {{size}}，并保存在内存中。',
  lazy: '按需浏览',
  lazyNote: '展开目录时才读取其内容。已展开的部分保持实时，只用一个 watch。',
  narrow: '缩小根路径',
  narrowNote: '只监视存储的一部分。',
  everything: '全部加载',
  everythingNote: '现在以及每次重新连接时都读取所有键。',
  remembered: '此选择会随该数据源一起保存。',
};
