/** 关于变更集的文字：为何无法执行，以及执行前应当了解的事项。 */
import type { planFaults as englishFaults, plans as english } from '../en/plans';
import type { Translation } from '../translation';

export const planFaults: Translation<typeof englishFaults> = {
  'source-missing': '{{key}} 处没有可复制或移动的内容。请再次查看键树。',
  'key-taken': '{{key}} 已存在。请换一个名称。',
  'target-exists': '{{key}} 已存在，因此不会复制或移动到其上。请换一个名称，或先将其删除。',
  'target-inside-source': '{{key}} 位于要复制或移动的内容之中。请选择其外的位置。',
  'name-separator': '“{{name}}”不能作为新名称：其中含有分隔下一层级的 {{separator}}。请改为移动 {{key}}。',
  'deleted-before': '同一变更集中较早的步骤已删除 {{key}}。请去掉其中一项。',
  'created-before': '同一变更集中较早的步骤已创建 {{key}}。请去掉其中一项。',
  'parent-deleted': '无法创建 {{key}}：同一变更集会删除其上级 {{parent}}。请去掉其中一项。',
  'not-loaded': '尚未读取 {{key}} 所在的目录，因此不知道其中有什么。请先将其展开。',
  'value-not-text': '{{key}} 的值不是文本，无法在其中替换。请将其排除。',
  'plan-forgotten': '这次审阅已过期，其内容不再保留。请重新审阅更改；没有写入任何内容。',
  'text-missing': '{{key}} 中没有“{{find}}”。请将其排除，或换一个查找内容。',
  'import-syntax': '文件在第 {{line}} 行第 {{column}} 列有错误（{{error}}）。可读取的内容已显示；请修正文件后重新选择。',
  'import-envelope': '该文件中没有 Flagscope 的键：其中必须有 "format": "flagscope-keys" 和 "keys"。请选择由此导出的文件。',
  'import-version': '该文件由更新版本的 Flagscope 导出（格式 {{version}}）。请升级 Flagscope 后再导入。',
  'import-twice': '{{key}} 出现了两次：先在第 {{first}} 行，又在第 {{line}} 行，后者已忽略。请保留其中一个。',
  'import-value': '第 {{line}} 行第 {{column}} 列 {{key}} 的值既不是文本，也不是 {"base64": "..."}，已忽略。',
  'import-flag': '第 {{line}} 行第 {{column}} 列的功能开关 {{key}} 不是对象，已忽略。',
  'import-no-flags': '该文件中没有功能开关：flagd 文件应包含对象 "flags"。请选择其他文件。',
  'command-nul': '{{key}} 含有 NUL 字节，任何命令行都无法包含它，因此没有对应的命令。',
  'command-line-end': '{{key}} 不是文本且以换行结尾，shell 会将其截去，因此没有对应的命令。',
  'command-secret': '{{key}} 的值被视为机密，不会与其他键一起复制。请先显示该值，再单独复制其命令。',
  'command-null': 'zkCli 无法将 {{key}} 的数据设为 null，因此没有对应的命令。',
  'command-bytes': '{{key}} 的值不是文本，而 zkCli 只能写入文本，因此没有对应的命令。',
};

export const plans: Translation<typeof english> = {
  warnings: {
    'type-change': '{{key}} 将从{{from}}变为{{to}}。读取它的程序可能无法理解新值。',
    'number-broken': '{{key}} 原为数字，修改后将不再是数字。程序通常会保留旧的数字，或停止运行。',
    'json-broken': '{{key}} 原为 JSON，修改后将不再是 JSON。错误位于第 {{line}} 行第 {{column}} 列。',
    'yaml-broken': '{{key}} 原为 YAML，修改后将不再是 YAML。错误位于第 {{line}} 行第 {{column}} 列。',
    'flag-off': '{{key}} 是功能开关：除“true”以外的值都视为关闭，“{{value}}”也不例外。',
    'near-limit': '{{key}} 有 {{size}} 字节，而存储最多接受 {{limit}} 字节，很快就会放不下。',
    'value-problems_other': '{{key}} 中的文档有 {{count}} 个问题。',
    'values-unjudged_other': '修改的值过多：从 {{key}} 起，有 {{count}} 个值未检查可能带来的问题。',
    'delete-unheard_other': '许多程序只接收新值：删除这 {{count}} 个键后，在这些程序重新启动之前，可能不会关闭任何功能。',
    'owner-lost': '{{from}} 会随持有它的程序（{{owner}}）一起消失，而其副本 {{key}} 会一直保留，直到有人删除。',
    'acl-forgotten_other': '有 {{count}} 个键此后已被删除，其权限（ACL）也随之丢失：从 {{key}} 起，恢复后将对所有人开放。请使用存储自带的工具设置其 ACL。',
    'acl-unread': '无法完整读取 {{from}} 的权限（ACL），因此其副本 {{key}} 会对所有人开放。请使用存储自带的工具设置其 ACL。',
    'null-becomes-empty': '{{key}} 当前没有数据（null），修改后将为空值。有些程序会区分这两者。',
    'value-becomes-null': '{{key}} 修改后将没有数据（null），有些程序会因此出错。使用空值更稳妥。',
    'below-unguarded': '若有人恰在此时于 {{key}} 之下创建键，该键不会一并删除，而会显示在键树中。',
  },
  kinds: {
    boolean: '布尔值',
    number: '数字',
    json: ' JSON ',
    text: '文本',
    binary: '二进制数据',
    none: '空值',
  },
};
