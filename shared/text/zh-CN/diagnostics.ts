/** 供协助者查看的诊断信息的文字。 */
import type { Translation } from '../translation';
import type { diagnostics as english } from '../en/diagnostics';

export const diagnostics: Translation<typeof english> = {
  copy: '复制诊断信息',
  command: '复制 {{name}} 的诊断信息',
  copied: '已复制 {{name}} 的诊断信息。其中包含服务器和根，不含任何值、其他键或密码。',
};
