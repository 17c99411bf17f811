/** 应用菜单的文字,只有 macOS 会显示。 */
import type { Translation } from '../translation';
import type { menu as english } from '../en/menu';

export const menu: Translation<typeof english> = {
  about: '关于 Flagscope',
  settings: '设置…',
  hide: '隐藏 Flagscope',
  hideOthers: '隐藏其他',
  showAll: '全部显示',
  quit: '退出 Flagscope',
  edit: '编辑',
  undo: '撤销',
  redo: '重做',
  cut: '剪切',
  copy: '复制',
  paste: '粘贴',
  selectAll: '全选',
  view: '显示',
  zoomIn: '放大',
  zoomOut: '缩小',
  actualSize: '实际大小',
  fullScreen: '全屏',
  window: '窗口',
  minimize: '最小化',
  close: '关闭',
};
