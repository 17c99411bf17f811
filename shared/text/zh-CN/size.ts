/** 关于过大存储的询问，以及按需读取时的界面文字。 */
import type { Translation } from '../translation';
import type { sizeWords as english } from '../en/size';

export const sizeWords: Translation<typeof english> = {
  title: '存储较大',
  tooMany: '这里有 {{count}} 个键。超过 {{limit}} 个时不会直接加载，因此尚未加载任何内容。',
  tooMuch: '加载到 {{size}} 时已停止，已读取 {{count}} 个键中的 {{keys}} 个。超过 {{limit}} 时不会直接加载。',
  cost: '键和值共约 {{size}}。全部加载会读取所有内容并保存在内存中。',
  lazy: '按需浏览',
  lazyNote: '展开目录时才读取其内容。已展开的部分保持实时：无论展开多少目录，每个根路径只用一个 watch。',
  narrow: '缩小根路径',
  narrowNote: '只监视存储的一部分。',
  everything: '全部加载',
  everythingNote: '现在以及每次重新连接时都读取所有键。',
  loadingAll: '正在全部加载…',
  receivedOf_other: '已接收 {{count}} 个键，共约 {{total}} 个',
  lazyInstead: '改为按需浏览',
  some: '目前已加载 {{shown}} 个',
  someOf: '已加载 {{shown}} / {{children}} 个',
  more: '加载更多',
  reading: '正在读取…',
  lazyOf_other: '按需 · 已加载 {{count}} / {{total}} 个键',
  lazyLoaded_other: '按需 · 已加载 {{count}} 个键',
  filter: '只搜索已加载的键。',
  goTo: '输入内容可搜索 {{name}} 中已加载的键，输入完整的键可直接打开。',
  openPath: '打开 {{key}}',
  openPathNote: '读取其上级目录。',
  unread: '{{key}} 尚未加载，因此不知道它是否存在。',
  unreadNote: '它所在的目录未展开。展开后即可查看并跟踪该键。',
  open: '展开其目录',
  remembered: '此选择会随该数据源一起保存。',
};
