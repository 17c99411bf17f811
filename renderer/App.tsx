import { MantineProvider, Splitter } from '@mantine/core';
import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react';
import { openDialog, type Review } from './store/actions';
import { useActiveSource, useUi } from './store/hooks';
import { travel } from './store/past';
import { ErrorBoundary } from './ui/ErrorBoundary';
import { remember, useRemembered } from './ui/remember';
import { useShortcuts } from './ui/shortcuts';
import { applyLanguage, useWords } from './ui/text';
import { styleNonce, theme } from './ui/theme';
import { DetailPane } from './views/detail/DetailPane';
import { ACTIVITY_FILTER_ID, FILTER_ID, focusFilter } from './views/focus';
import { CommandPalette } from './views/palettes/CommandPalette';
import { GoToKey } from './views/palettes/GoToKey';
import { ResyncPanel } from './views/resync/ResyncPanel';
import { KeyForms } from './views/changes/KeyForms';
import { StepsDialog } from './views/changes/StepsDialog';
import { Sidebar } from './views/Sidebar';
import { SourceDialogs } from './views/SourceDialogs';
import { StatusBar } from './views/StatusBar';
import { TitleBar } from './views/TitleBar';
import { Toasts } from './views/Toasts';
import { VerifyDialog } from './views/verify/VerifyDialog';
import { ViewsNav } from './views/ViewsNav';
import { WriteShortcuts } from './views/WriteShortcuts';

// few look into the past, and nobody at launch
const PastBar = lazy(() => import('./views/past/PastBar').then((room) => ({ default: room.PastBar })));
const PastDetail = lazy(() => import('./views/past/PastDetail').then((room) => ({ default: room.PastDetail })));
// not needed to begin with
const CompareView = lazy(() => import('./views/compare/CompareView').then((room) => ({ default: room.CompareView })));
const ExportDialog = lazy(() => import('./views/compare/ExportDialog').then((room) => ({ default: room.ExportDialog })));
const SettingsDialog = lazy(() => import('./views/settings/SettingsDialog').then((room) => ({ default: room.SettingsDialog })));
const ActivityView = lazy(() => import('./views/activity/ActivityView').then(({ ActivityView: view }) => ({ default: view })));
const SyntheticDialog = lazy(() => import('./views/rollout/population/SyntheticDialog').then((room) => ({ default: room.SyntheticDialog })));
// it brings the comparison of texts with it, which nobody needs at launch
const ReviewDialog = lazy(() => import('./views/review/ReviewDialog').then((room) => ({ default: room.ReviewDialog })));

type Theme = 'dark' | 'light' | 'system';
const isTheme = (value: unknown): value is Theme => value === 'dark' || value === 'light' || value === 'system';

/** The window. */
export function App() {
  const { settings } = useUi();
  const system = useSystemScheme();
  // the last choice, until main has said which one holds: otherwise the window would flash
  const [lastTheme] = useRemembered<Theme>('theme', 'system', isTheme);
  const chosen = settings?.theme ?? lastTheme;
  const language = settings?.language;
  useEffect(() => {
    if (language !== undefined) applyLanguage(language);
  }, [language]);
  useEffect(() => {
    if (settings !== null) remember('theme', settings.theme);
  }, [settings]);
  return (
    <MantineProvider
      theme={theme}
      forceColorScheme={chosen === 'system' ? system : chosen}
      cssVariablesSelector=":root"
      getStyleNonce={() => styleNonce() ?? ''}
    >
      <ErrorBoundary>{settings === null ? <Starting /> : <Workbench />}</ErrorBoundary>
    </MantineProvider>
  );
}

function Starting() {
  const words = useWords();
  return <p className="starting">{words('starting')}</p>;
}

const isWidth = (value: unknown): value is number => typeof value === 'number' && value >= 200 && value <= 800;

function Workbench() {
  // read here and not in a callback: only what is read while rendering is subscribed to
  const { activeSourceId, dialog, review, view, past } = useUi();
  const travelling = past !== null && past.sourceId === activeSourceId;
  const words = useWords();
  const [width] = useRemembered('sidebar', 316, isWidth);
  useShortcuts([
    { keys: 'Mod+k', whileEditing: true, run: () => openDialog(dialog === 'commands' ? null : 'commands') },
    { keys: 'Mod+p', whileEditing: true, run: () => openDialog(dialog === 'go-to-key' ? null : 'go-to-key') },
    // over another dialog it would take away what was typed there
    { keys: 'Mod+,', whileEditing: true, run: () => void (dialog === null && review === null && openDialog('settings')) },
    { keys: 'Mod+Shift+h', whileEditing: true, run: () => void (activeSourceId !== null && travel(activeSourceId)) },
    { keys: '/', run: () => dialog === null && focusFilter(view === 'keys' ? FILTER_ID : ACTIVITY_FILTER_ID) },
  ]);
  return (
    <div className="app">
      <TitleBar />
      <div className="body">
        <ViewsNav />
        <main className="main" data-past={(travelling && view === 'keys') || undefined}>
          <Suspense>{travelling && view === 'keys' && <PastBar sourceId={activeSourceId} />}</Suspense>
          {/* behind another view it stays as it is, scrolled where it was */}
          <Splitter
            className="columns"
            data-behind={view !== 'keys' || undefined}
            inert={view !== 'keys'}
            withHandle={false}
            lineSize={1}
            step="16px"
            shiftStep="64px"
            onSizeChange={(sizes) => {
              const pixels = Math.round(Number.parseFloat(String(sizes[0])));
              if (isWidth(pixels)) remember('sidebar', pixels);
            }}
            attributes={{ handle: { 'aria-label': words('common.resize') } }}
          >
            <Splitter.Pane defaultSize={`${width}px`} min="200px" max="800px">
              <Sidebar />
            </Splitter.Pane>
            <Splitter.Pane defaultSize={100} min={30}>
              <div className="detail-host">
                {activeSourceId !== null &&
                  (travelling && past.moment !== null ? (
                    <Suspense>
                      <PastDetail sourceId={activeSourceId} />
                    </Suspense>
                  ) : (
                    <DetailPane sourceId={activeSourceId} />
                  ))}
              </div>
            </Splitter.Pane>
          </Splitter>
          {view === 'compare' && (
            <Suspense>
              <CompareView />
            </Suspense>
          )}
          {view === 'activity' && (
            <Suspense>
              <ActivityView />
            </Suspense>
          )}
        </main>
      </div>
      <ResyncPanel />
      <StatusBar />
      <VerifyDialog />
      <SourceDialogs />
      <KeyForms />
      <StepsDialog />
      {dialog === 'commands' && <CommandPalette />}
      {dialog === 'go-to-key' && <GoToKey />}
      {dialog === 'settings' && (
        <Suspense>
          <SettingsDialog />
        </Suspense>
      )}
      {dialog === 'new-users' && (
        <Suspense>
          <SyntheticDialog of={undefined} onClose={() => openDialog(null)} />
        </Suspense>
      )}
      {dialog === 'export-keys' && (
        <Suspense>
          <ExportDialog />
        </Suspense>
      )}
      {review !== null && (
        <Suspense fallback={null}>
          <ReviewDialog review={review as Review} />
        </Suspense>
      )}
      <Toasts />
      <WriteShortcuts />
      <Frame />
    </div>
  );
}

/** The window in the colour of the environment that it writes to. */
function Frame() {
  const environment = useActiveSource()?.info.source.environment;
  return <div className="frame" data-environment={environment} aria-hidden />;
}

const darkQuery = window.matchMedia('(prefers-color-scheme: dark)');

/** What the system prefers, as it changes. */
function useSystemScheme(): 'dark' | 'light' {
  return useSyncExternalStore(
    (changed) => {
      darkQuery.addEventListener('change', changed);
      return () => darkQuery.removeEventListener('change', changed);
    },
    () => (darkQuery.matches ? 'dark' : 'light'),
  );
}
