/**
 * The application menu. macOS shows it and needs it for copy and paste to work at all; elsewhere it is never seen and only gives
 * the zoom keys.
 */
import { Menu, type MenuItemConstructorOptions } from 'electron';
import { catalogs, type Language } from '../shared/text/catalog';

/** Sets the menu, in this language. */
export function setMenu(platform: NodeJS.Platform, language: Language, openSettings: () => void): void {
  const words = catalogs[language].menu;
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const view: MenuItemConstructorOptions = {
    label: words.view,
    submenu: [
      { role: 'resetZoom', label: words.actualSize },
      { role: 'zoomIn', label: words.zoomIn },
      { role: 'zoomOut', label: words.zoomOut },
      separator,
      { role: 'togglefullscreen', label: words.fullScreen },
    ],
  };
  const mac: MenuItemConstructorOptions[] = [
    {
      label: 'Flagscope',
      submenu: [
        { role: 'about', label: words.about },
        separator,
        { label: words.settings, accelerator: 'Command+,', click: openSettings },
        separator,
        { role: 'hide', label: words.hide },
        { role: 'hideOthers', label: words.hideOthers },
        { role: 'unhide', label: words.showAll },
        separator,
        { role: 'quit', label: words.quit },
      ],
    },
    {
      label: words.edit,
      submenu: [
        { role: 'undo', label: words.undo },
        { role: 'redo', label: words.redo },
        separator,
        { role: 'cut', label: words.cut },
        { role: 'copy', label: words.copy },
        { role: 'paste', label: words.paste },
        { role: 'selectAll', label: words.selectAll },
      ],
    },
    view,
    {
      role: 'window',
      label: words.window,
      submenu: [
        { role: 'minimize', label: words.minimize },
        { role: 'close', label: words.close },
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(platform === 'darwin' ? mac : [view]));
}
