/** 关于模拟发布及其用户的文字。 */
import type { rolloutFaults as english } from '../en/rollout';
import type { Translation } from '../translation';

export const rolloutFaults: Translation<typeof english> = {
  'users-unreadable': '无法读取 {{path}}（{{detail}}）。请选择其他文件。',
  'users-no-text': '{{path}} 不是 UTF-8 文本。请将其另存为 UTF-8 编码的 CSV 或 JSON Lines，然后重新选择。',
  'users-none': '{{path}} 中没有用户。文件需要表头且每行一个用户，或每行一个 JSON 对象。',
  'users-all-broken': '{{path}} 中没有用户：全部 {{count}} 行都有错误，第一处在第 {{first}} 行。请指定作为键的列，或修正文件。',
  'users-given-up': '已放弃读取 {{path}}。',
};
