import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import './ui/base.css';
import '@mantine/core/styles.layer.css';
import './ui/shell.css';
import './ui/status-bar.css';
import './ui/large-store.css';
import './ui/detail.css';
import './ui/tabs.css';
import './ui/dialogs.css';
import './ui/resync.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { start } from './bridge';
import { tellDrafts } from './store/drafts';

const host = document.getElementById('root');
if (host === null) throw new Error('index.html has no #root');
start();
window.addEventListener('pagehide', tellDrafts);
createRoot(host).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
