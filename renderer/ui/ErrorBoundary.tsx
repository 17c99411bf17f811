import { Component, type ErrorInfo, type ReactNode } from 'react';
import { useWords } from './text';

function CrashScreen({ error }: { error: Error }) {
  const words = useWords();
  return (
    <main className="crash">
      <div role="alert">
        <h1>{words('crash.title')}</h1>
        <p>{words('crash.body')}</p>
      </div>
      <button type="button" className="crash-reload" onClick={() => location.reload()} autoFocus>
        {words('crash.reload')}
      </button>
      <details>
        <summary>{words('crash.details')}</summary>
        <pre className="mono">{error.stack ?? error.message}</pre>
      </details>
    </main>
  );
}

/** Catches what a view throws and offers a way on in place of an empty window. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | null }> {
  override state = { error: null };

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidCatch(error: unknown, info: ErrorInfo): void {
    console.error(error, info.componentStack);
  }

  override render(): ReactNode {
    return this.state.error === null ? this.props.children : <CrashScreen error={this.state.error} />;
  }
}
