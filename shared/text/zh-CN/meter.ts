/** 数据源给服务器带来的开销的文字。 */
import type { Translation } from '../translation';
import type { meter as english } from '../en/meter';

export const meter: Translation<typeof english> = {
  title: '各数据源给服务器带来的开销',
  open: '查看所有数据源的开销',
  note: '自本次运行中各数据源首次打开起计算，包含失败的连接尝试以及比对和测试额外产生的部分。数据源改指其他服务器后重新计算。ZooKeeper 的请求包含用于发现断线的心跳。',
  source: '数据源',
  phase: '状态',
  keys: '键',
  watches: '监视',
  requests: '请求',
  requestRate: '请求/秒',
  bytesIn: '入',
  bytesOut: '出',
  byteRate: '出入/秒',
  total: '合计',
  none: '–',
};
