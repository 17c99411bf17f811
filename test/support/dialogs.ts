import type { FileDialogs } from '../../electron/file-dialogs';

/** File dialogs that a person closes without choosing anything. */
export const noDialogs: FileDialogs = {
  choose: () => Promise.resolve(null),
  openProfiles: () => Promise.resolve(null),
  saveProfiles: () => Promise.resolve(null),
  saveAudit: () => Promise.resolve(null),
  openKeys: () => Promise.resolve(null),
  openUsers: () => Promise.resolve(null),
  saveKeys: () => Promise.resolve(null),
};
