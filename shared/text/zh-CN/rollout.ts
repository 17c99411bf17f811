/** 关于模拟发布及其用户的文字。 */
import type { rolloutFaults as english } from '../en/rollout';
import type { Translation } from '../translation';

export const rolloutFaults: Translation<typeof english> = {
  'users-unreadable': '无法读取 {{path}}（{{detail}}）。请选择其他文件。',
  'users-no-text': '{{path}} 不是 UTF-8 文本。请将其另存为 UTF-8 编码的 CSV 或 JSON Lines，然后重新选择。',
  'users-none': '{{path}} 中没有用户。文件需要表头且每行一个用户，或每行一个 JSON 对象。',
  'users-all-broken': '{{path}} 中没有用户：全部 {{count}} 行都有错误，第一处在第 {{first}} 行。请指定作为键的列，或修正文件。',
  'users-given-up': '已放弃读取 {{path}}。',
  'simulation-given-up': '已放弃模拟。',
  'simulation-endless': '对 {{count}} 个用户，此开关的规则在 {{seconds}} 秒内没有得出结果，因此已停止模拟。请检查是否存在会大量回溯的正则表达式，例如 (a+)+。',
  'population-gone': '该人群已不再保留。请选择其他人群。',
  'population-fixed': '始终存在的人群不可修改。请以其他名称保存。',
  'population-name-taken': '已有名为 {{name}} 的人群。请使用其他名称。',
  'populations-full': '最多保留 {{limit}} 个人群。请先移除一个。',
  'simulation-forgotten': '该次模拟的结果已不再保留。请重新运行。',
  'explanation-endless': '对该用户，此开关的规则在 {{seconds}} 秒内没有得出结果。请检查是否存在会大量回溯的正则表达式，例如 (a+)+。',
  'rollout-no-key': '{{key}} 不存在，因此没有可求值的内容。请选择其他键。',
};
