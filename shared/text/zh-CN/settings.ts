/** 设置对话框的文字。 */
import type { settingsWords as english } from '../en/settings';
import type { Translation } from '../translation';

export const settingsWords: Translation<typeof english> = {
  title: '设置',
  menu: '设置…',
  save: '保存',
  reset: '恢复默认值',
  resetDone: '已填入默认值，保存后生效。',
  restored: '已填入你上次更改但未保存的内容。',
  startOver: '显示已保存的设置',
  patternNote: '每行一个模式。* 表示一整级或名称的一部分，** 表示任意多级，/ 表示存储的分隔符。',
  default: '默认：{{defaults}}',
  flags: {
    label: '开关键模式',
    note: '匹配其中之一的键是开关：true 为开，其他均为关。',
  },
  secrets: {
    label: '机密键模式',
    note: '不区分大小写。这些键的值在此处、审计记录和导出中均被遮盖，也不会写入任何保存的文件。审计中已有的内容保持不变。',
    default: '默认：对以下每个词使用  **/*词*  和  **/*词*/** ：{{defaults}}',
  },
  places: {
    heading: '生效配置的前缀',
    note: '<service> 表示服务名称。以 / 开头的前缀位于键的开头，其他前缀可位于任意层级。',
    services: '单个服务的设置',
    global: '所有服务的设置',
    add: '添加前缀',
    remove: '删除前缀 {{number}}',
  },
  rules: {
    heading: '格式规则',
    note: '无论值看起来如何，都按规则读取。一个键匹配多条规则时，以第一条为准。',
    none: '暂无规则：格式由猜测得出。可通过值旁的“读作”创建。',
    pattern: '规则 {{number}} 的键',
    format: '规则 {{number}} 的格式',
    add: '添加规则',
    remove: '删除规则 {{number}}',
  },
  beside: {
    heading: '在数据旁写入审计记录',
    note: '每次写入成功应用后，会在存储中的此前缀下另行写入一条记录：何人、何时、为何以及写了哪些值。机密键的值会被遮盖。凡可读取此前缀者均可读取记录，监听它的程序也会看到。',
    prefix: '{{name}} 中记录的前缀',
    none: '没有可写入的数据源。',
  },
  problem: {
    emptyPrefix: '前缀为空。请填写，或取消勾选该数据源。',
    line: '第 {{line}} 行：{{problem}}',
    pattern: {
      empty: '模式为空。请填写，或将其删除。',
      long: '模式超过 {{most}} 个字符，请缩短。',
      stars: '** 表示完整的层级：请写在两个 / 之间、开头或末尾。',
    },
    place: {
      empty: '此前缀中有一级为空。名称之间请只用一个 /，末尾不要加 /。',
      service: '请将 <service> 作为此前缀中的唯一一级。',
      'service-in-global': '此前缀适用于所有服务：请去掉 <service>。',
    },
    many: '模式超过 {{most}} 个，请用 * 合并一部分。',
  },
};
