/** 关于写入记录、变更、紧急关闭以及数据源写入要求的文字。 */
import type { activity as englishActivity, guards as englishGuards, killFaults as englishFaults, killSwitch as englishSwitch, secret as englishSecret } from '../en/activity';
import type { Translation } from '../translation';

export const killFaults: Translation<typeof englishFaults> = {
  'kill-none': '没有选中功能开关。请先选中要关闭的开关。',
  'kill-no-flag': '{{key}} 中没有可关闭的功能开关：它既不是布尔值，也不是 flagd 或 FeatureProbe 的开关。请改为编辑它的值。',
  'kill-several': '{{key}} 中有多个功能开关，无法确定要关闭哪一个。请改为编辑它的值。',
  'kill-broken': '{{key}} 中的文档有错误，无法单独关闭其中的开关。请改为编辑它的值。',
};

export const killSwitch: Translation<typeof englishSwitch> = {
  command: '紧急关闭：立即关闭 {{name}}',
  reason: '紧急关闭：{{key}}',
  button: '立即关闭',
  already: '{{name}} 已经是关闭状态，没有写入任何内容。',
};

/** 因键看起来是机密而隐藏的值。 */
export const secret: Translation<typeof englishSecret> = {
  note: '该键看起来存有机密，因此值已隐藏。',
  show: '显示值',
  hidden: '已隐藏',
};

export const guards: Translation<typeof englishGuards> = {
  guarded: '受控写入',
  production: '每次更改都要审阅并填写原因。涉及多个键时，还须输入环境名称。',
  reviewed: '每次更改都要审阅并填写原因。',
  readOnly: '不能在此向该数据源写入任何内容。',
};

export const activity: Translation<typeof englishActivity> = {
  open: '显示活动',
  written: '本机写入',
  moved: '全部变更',
  filter: '筛选记录',
  filterHint: '键、标题、原因、用户',
  source: '数据源',
  everySource: '所有数据源',
  outcome: '结果',
  everyOutcome: '所有结果',
  time: '时间',
  times: { all: '全部时间', minutes: '最近 10 分钟', hour: '最近 1 小时', day: '最近 24 小时', week: '最近 7 天' },
  export: '导出',
  exportJsonl: 'JSON 行：全部内容',
  exportCsv: 'CSV：每项编辑一行',
  exported_other: '已将 {{count}} 条记录写入 {{path}}',
  list: '记录',
  none: '尚未从这里写入任何内容。每次更改都会先记录再发送。',
  noMatches: '没有匹配的记录。',
  older: '显示更早的记录',
  broken_other: '审计文件中有 {{count}} 行无法读取，已略过。',
  columns: { when: '时间', source: '数据源', title: '内容', keys: '键', reason: '原因', who: '用户', outcome: '结果' },
  moreKeys: '另有 {{count}} 个',
  state: { pending: '进行中', applied: '已生效', refused: '被拒绝', unknown: '未知', 'not-applied': '未生效' },
  at: {
    zookeeper: 'zxid {{revision}}',
    etcd: '修订号 {{revision}}',
    local: '事务 {{revision}}',
  },
  lost: '没有收到存储的应答。',
  found: {
    applied: '重新读取这些键后确认已生效。',
    'not-applied': '重新读取这些键后确认未生效。',
    unclear: '重新读取这些键后仍无法确定是否生效。',
  },
  beside: '同时记录在存储的 {{key}} 中。',
  notBeside: '数据旁的记录 {{key}} 未能写入：{{why}}',
  undoNotKept: {
    production: '在 Flagscope 退出之前可撤销：生产环境的任何内容都不会为此保存到磁盘。',
    secret: '在 Flagscope 退出之前可撤销：撤销需要看似机密的键的值或密码的哈希，这些绝不会保存到磁盘。',
    large: '在 Flagscope 退出之前可撤销：内容过大，无法保存。',
  },
  pendingNote: '结果尚未记录。',
  noReason: '未填写原因',
  undoes: '撤销较早的一次更改',
  step: '第 {{number}} 步，共 {{of}} 步',
  by: '{{user}}，主机 {{host}}',
  showKey: '显示 {{key}}',
  kind: { put: '写入', create: '创建', delete: '删除', check: '校验' },
  before: '之前',
  after: '之后',
  absent: '不存在',
  notKnown: '未知',
  masked: '已隐藏（{{size}}）：该键看起来是机密',
  binary: '二进制数据，{{size}}',
  long: '{{size}}，仅保留其哈希值 {{hash}}',
  details: '记录详情',
  loading: '正在读取…',
  changes: {
    list: '看到的变更',
    none: '这段时间内没有看到变更。',
    note: '已打开的数据源所看到的全部变更，无论由谁作出。只有在本机作出的变更才知道来源。',
    filter: '筛选变更',
    filterHint: '键的一部分',
    ours: '本机写入',
    oursFor: '本机写入：{{reason}}',
    others: '未知',
    kind: { created: '创建', changed: '更改', recreated: '重新创建', deleted: '删除', hidden: '不再可读' },
    most: '这段时间内最近的 {{count}} 次变更。',
    columns: { when: '时间', source: '数据源', kind: '内容', key: '键', value: '值', who: '来源' },
  },
};
