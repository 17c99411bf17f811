/** The application menu: on macOS what copy, paste and quit need to work at all; elsewhere the window has none. */
import { Menu, type MenuItemConstructorOptions } from 'electron';

const macMenu: MenuItemConstructorOptions[] = [{ role: 'appMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }];

/** Sets the menu; the roles bring their own texts, in the system's language. */
export function setMenu(platform: NodeJS.Platform): void {
  Menu.setApplicationMenu(platform === 'darwin' ? Menu.buildFromTemplate(macMenu) : null);
}
