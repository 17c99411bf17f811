/** The only user of ipcRenderer: one way in (`invoke`), one way out (a MessagePort handed to the page). */
import { contextBridge, ipcRenderer } from 'electron';
import { INVOKE_CHANNEL, PORT_CHANNEL } from '../shared/channels';
import type { FlagscopeBridge } from '../shared/contract';

const bridge: FlagscopeBridge = { invoke: (command, input) => ipcRenderer.invoke(INVOKE_CHANNEL, command, input) };

contextBridge.exposeInMainWorld('flagscope', bridge);

// a MessagePort cannot cross the context bridge, and the bridge's deep copies would cost the most under load
ipcRenderer.on(PORT_CHANNEL, (event) => window.postMessage(PORT_CHANNEL, location.origin, event.ports));
