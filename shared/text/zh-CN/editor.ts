/** 值编辑器的文字：草稿，以及存储变化时草稿的处理。 */
import type { editorWords as english } from '../en/editor';
import type { Translation } from '../translation';

export const editorWords: Translation<typeof english> = {
  draft: '草稿',
  writing: '正在等待存储确认…',
  kept: {
    lasting: '尚未写入，重启后仍会保留。',
    running: '尚未写入。该键可能含有机密，仅保存在内存中，直到 Flagscope 退出。',
    window: '尚未写入。空间不足，关闭此窗口后将丢失。',
  },
  compare: '显示与存储的差异',
  format: '格式化',
  reviewNote: '显示将要写入的内容。在您应用之前不会写入任何内容。',
  movedAt: '在您编辑草稿期间，其他人于 {{time}} 修改了该键。',
  state: {
    moved: '在您编辑草稿期间，其他人修改了该键。',
    deleted: '其他人已删除该键。草稿已保留；除非您明确要求，否则不会重新创建。',
    unreadable: '该键已无法读取，因此无法写入草稿。草稿已保留。',
  },
  packed: '您有该键的一份草稿，但该键现在存放的是压缩数据，无法在此编辑。下方显示的是已存储的值；草稿已保留。',
  copyDraft: '复制草稿',
  merge: '合并…',
  theirs: '采用对方的值',
  mine: '保留我的修改',
  reviewMine: '审阅我的修改',
  anew: '重新创建…',
  drafts_other: '{{count}} 份草稿',
  draftOf: '打开 {{name}} 的草稿',
  rowDraft: '有草稿',
  conflict: {
    none: '双方没有修改同一处：您的草稿与新值已合并如下。',
    left_other: '共 {{total}} 处冲突，还剩 {{count}} 处。在您选择之前，以对方的值为准。',
    settled: '所有冲突均已解决，请查看下方结果。',
    merged: '合并后的文本',
    lines: '第 {{line}} 行',
    base: '双方修改之前',
    theirs: '对方的值',
    mine: '我的值',
    takeMine: '使用我的值',
    takeTheirs: '使用对方的值',
    nothing: '无',
    noText: '对方写入的值不是文本，无法与您的草稿合并：请采用对方的值，或用您的草稿覆盖它。',
    chooseFirst: '请先为每处冲突做出选择，之后即可编辑合并后的文本。',
    note: '合并后的文本可以编辑，写入前会经过审阅。',
  },
};
