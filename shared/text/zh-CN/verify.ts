/** 将显示内容与存储比对的文字。 */
import type { Translation } from '../translation';
import type { verify as english } from '../en/verify';

export const verify: Translation<typeof english> = {
  title: '比对 {{name}}',
  now: '立即比对',
  command: '立即比对 {{name}}',
  reading: '正在实时监视之外重新读取全部内容…',
  readKeys_other: '已读取 {{count}} 个键',
  checking_other: '有 {{count}} 个键不一致，正在重新读取…',
  fine_other: '已比对 {{count}} 个键，显示内容与存储全部一致。',
  partial: '只比对了已加载的部分。',
  tookMs: '用时 {{ms}} 毫秒。',
  took: '用时 {{seconds}} 秒。',
  wrong_other: '有 {{count}} 个键的显示与存储不一致。正在重新列出全部内容以纠正。',
  compared_other: '已比对 {{count}} 个键。',
  denied: '其中一些键已无权读取：其权限已被更改，而存储系统不会就此通知任何人。',
  more: '… 以及另外 {{count}} 个',
  kind: { differs: '值不同', missing: '未显示', extra: '存储中不存在', denied: '已无权读取', hidden: '其上级已无权读取' },
  list: '不一致的键',
  cancelled: '比对已取消。',
  again: '重新比对',
};
